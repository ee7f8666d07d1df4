import type { ChatConnectionsOptions } from '../../../src/index.js';

/** A token in the first frame: proxies, and the consoles of browsers, print addresses, and no frames. */
export const firstFrameOptions = (readToken: (signal: AbortSignal) => Promise<string>) => {
  const typeOf = (data: unknown): unknown => JSON.parse(String(data)).type;
  return {
    greeting: {
      start: async ({ signal }) => JSON.stringify({ type: 'login', token: await readToken(signal) }),
      answer: (data) => (typeOf(data) === 'welcome' ? 'welcome' : 'wait'),
    },
    heartbeat: { ping: () => JSON.stringify({ type: 'ping' }), isPong: (data) => typeOf(data) === 'pong' },
  } satisfies ChatConnectionsOptions;
};
