import type { ChatConnectionsOptions } from '../../../src/index.js';

/** STOMP 1.2: each side says in the greeting how often it will be heard. */
export const stompOptions = (login: string, readPasscode: () => Promise<string>, everyMs = 10_000) => {
  const frame = (command: string, headers: readonly string[] = []) => [command, ...headers, '', '\0'].join('\n');
  return {
    path: '/ws?chat=:id',
    protocols: 'v12.stomp',
    greeting: {
      start: async () => {
        const credentials = [`login:${login}`, `passcode:${await readPasscode()}`];
        return frame('CONNECT', ['accept-version:1.2', 'host:/', `heart-beat:${everyMs},${everyMs}`, ...credentials]);
      },
      answer: (data) => {
        if (String(data).startsWith('CONNECTED')) return 'welcome';
        return String(data).startsWith('ERROR') ? 'fatal' : 'wait';
      },
    },
    // A line feed is a sign of life. Nobody answers it: the server sends its own.
    heartbeat: { ping: () => '\n', silence: 'either', intervalMs: everyMs, timeoutMs: 2 * everyMs },
    goodbye: () => frame('DISCONNECT'),
  } satisfies ChatConnectionsOptions;
};
