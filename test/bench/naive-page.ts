import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { addressNow, type Subject } from './peers/subject.js';

/** The page that the browser tests keep to show its faults: the very same script. */
const script = new Script(readFileSync(join(import.meta.dirname, '../browser/naive/faulty-chat.js'), 'utf8'));

/** As the page that evenkeel replaces did, whatever the store says. */
const EVERY_MS = 1_000;

interface Form {
  onsubmit?(event: { preventDefault(): void }): Promise<void>;
}

/** The naive page with one chat, in as little of a document as it asks for; it is logged in, and the chat selected. */
export const naivePage = {
  name: 'the naive page' as const,
  createServer: null,
  connect(url, { WebSocket }) {
    const button: { readonly dataset: object; onclick?(): void } = { dataset: { chat: '42' } };
    const form: Form = {};
    const elements: Record<string, object> = {
      section: { dataset: {} },
      nav: { hidden: true, querySelectorAll: () => [button] },
      form,
      '#name': { value: 'ada' },
    };
    const { setInterval, clearInterval } = globalThis;
    const timers: ReturnType<typeof setInterval>[] = [];
    script.runInNewContext({
      URLSearchParams,
      WebSocket,
      document: { querySelector: (name: string) => elements[name] },
      fetch: async () => ({ json: async () => ({ token: 'ticket' }) }),
      location: { search: `?gateway=${new URL(addressNow(url)).origin.replace('ws', 'http')}&everyMs=${EVERY_MS}` },
      setInterval: (fn: () => void, delayMs: number) => timers.push(setInterval(fn, delayMs)),
    });
    form.onsubmit?.({ preventDefault: () => undefined }).then(() => button.onclick?.());
    return { send: null, close: () => timers.forEach(clearInterval) };
  },
} satisfies Subject;
