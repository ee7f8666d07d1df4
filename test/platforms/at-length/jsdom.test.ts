import { expect, test } from 'vitest';
import { bundle } from '../run-program.js';
import { importInstalled } from './installed.js';

interface Window {
  eval(script: string): unknown;
  close(): void;
}

interface Jsdom {
  readonly JSDOM: new (html: string, options: object) => { readonly window: Window };
}

const TIMERS = ['setTimeout', 'setInterval', 'setImmediate', 'requestAnimationFrame'];

test('the virtual clock works in jsdom, which has no MessageChannel, with its timers faked', async () => {
  const { JSDOM } = await importInstalled<Jsdom>('jsdom');
  const { window } = new JSDOM('', { url: 'https://chat.example/', runScripts: 'outside-only' });
  const script = await bundle('at-length/jsdom-script.ts');
  for (const timer of TIMERS) window.eval(`globalThis.${timer} = () => 0;`);
  // It declares names of its own.
  window.eval(`{ ${script} }`);
  expect(await window.eval('leadChat()')).toEqual({ channels: 'undefined', state: 'failed', attempts: 11 });
  window.close();
});
