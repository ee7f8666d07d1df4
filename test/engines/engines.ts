import type { Browser } from 'puppeteer-core';
import { type ChromiumOptions, chromium, launchChromium } from './chromium.js';
import type { EngineDescription } from './engine.js';
import { firefox, launchFirefox } from './firefox.js';
import { webkit } from './webkit.js';

export const engines: readonly EngineDescription[] = [chromium, firefox, webkit];

/** The engine that the environment variable `ENGINE` names: Chromium, if it names none. */
export function engineInUse(): EngineDescription {
  const name = process.env['ENGINE'] ?? chromium.name;
  const engine = engines.find((one) => one.name === name);
  if (engine === undefined) throw new Error(`ENGINE is ${name}; expected ${engines.map((one) => one.name).join(', ')}`);
  return engine;
}

/** The engine in use as Puppeteer drives it, which does not drive WebKitGTK; without Firefox's own brake on reconnections. */
export function launchBrowser(options: ChromiumOptions = {}): Promise<Browser> {
  const { name } = engineInUse();
  if (name === 'webkit') throw new Error('Puppeteer does not drive WebKitGTK');
  if (name === 'chromium') return launchChromium(options);
  return launchFirefox({ 'network.websocket.delay-failed-reconnects': false });
}
