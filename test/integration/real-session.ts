import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import {
  type ChatConnectionsOptions,
  type ConnectionSnapshot,
  createChatConnections,
  type LogRecord,
  type WebSocketConstructor,
} from '../../src/index.js';
import { type RawServer, type Script, startRawServer } from '../support/raw-servers.js';

/** The constructors there are to test with: the `ws` package's, and the platform's own where it has one. */
export const CONSTRUCTORS: [string, WebSocketConstructor][] = [['ws', WebSocket]];
if (globalThis.WebSocket !== undefined) CONSTRUCTORS.push(['the native WebSocket', globalThis.WebSocket]);

/** The delay of the timer after which a socket that was left is terminated. */
const TERMINATION_MS = 2_000;

/** The platform's clock, and the delays of the timers that wait on it. */
const watchedClock = () => {
  const pending = new Map<unknown, number>();
  return {
    delays: () => [...pending.values()].filter((delayMs) => delayMs !== TERMINATION_MS),
    clock: {
      now: () => performance.now(),
      setTimeout: (fn: () => void, delayMs: number) => {
        const timer = setTimeout(() => {
          pending.delete(timer);
          fn();
        }, delayMs);
        pending.set(timer, delayMs);
        return timer;
      },
      clearTimeout: (timer: unknown) => {
        pending.delete(timer);
        clearTimeout(timer as NodeJS.Timeout);
      },
    },
  };
};

/** Chat connections in real time, over real sockets, with short durations; disposed of when the test is over. */
export const startRealSession = (gateway: string, options: ChatConnectionsOptions = {}) => {
  const { clock, delays } = watchedClock();
  const records: LogRecord[] = [];
  const record = (_message: string, fields: LogRecord) => records.push(fields);
  const chats = createChatConnections({
    ...(options.url === undefined && { gateway }),
    WebSocket,
    clock,
    throttleMs: 10,
    backoff: () => 10,
    connectTimeoutMs: 5_000,
    logger: { debug: record, info: record, warn: record, error: record },
    ...options,
  });
  onTestFinished(() => chats.dispose());
  return {
    chats,
    /** Delays of the library's pending timers, but for those that terminate sockets it has left. */
    delays,
    logged: (event: LogRecord['event']) => records.filter((one) => one.event === event),
    /** Resolves with the snapshot, once it is so. */
    until: (chatId: string, isSo: (snapshot: ConnectionSnapshot) => boolean) =>
      new Promise<ConnectionSnapshot>((resolve) => {
        const stop = chats.get(chatId).subscribe((snapshot) => {
          if (!isSo(snapshot)) return;
          queueMicrotask(() => stop());
          resolve(snapshot);
        });
      }),
  };
};

/** A server that lives as long as the test. */
export const serve = async (script: Script): Promise<RawServer> => {
  const server = await startRawServer(script);
  onTestFinished(() => server.close());
  return server;
};

/** A wait that no test sits out: the chat rests in backoff after its first failure. */
export const resting = { backoff: () => 60_000 };

export const isIn =
  (...states: ConnectionSnapshot['state'][]) =>
  ({ state }: ConnectionSnapshot) =>
    states.includes(state);
