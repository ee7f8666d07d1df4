import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { standInDocument } from '../browser/naive/stand-in-document.js';
import { addressNow, type Subject } from './peers/subject.js';

/** The page that the browser tests keep to show its faults: the very same script. */
const script = new Script(readFileSync(join(import.meta.dirname, '../browser/naive/faulty-chat.js'), 'utf8'));

/** As the page that evenkeel replaces did, whatever the store says. */
const EVERY_MS = 1_000;

/** The naive page with one chat, in as little of a document as it asks for; it is logged in, and the chat selected. */
export const naivePage = {
  name: 'the naive page' as const,
  createServer: null,
  connect(url, { WebSocket }) {
    const { setInterval, clearInterval } = globalThis;
    const timers: ReturnType<typeof setInterval>[] = [];
    const page = standInDocument({
      gateway: new URL(addressNow(url)).origin.replace('ws', 'http'),
      chatId: '42',
      everyMs: EVERY_MS,
      WebSocket,
      setInterval: (fn, delayMs) => timers.push(setInterval(fn, delayMs)),
    });
    script.runInNewContext(page.globals);
    void page.logIn().then(page.click);
    return { send: null, close: () => timers.forEach(clearInterval) };
  },
} satisfies Subject;
