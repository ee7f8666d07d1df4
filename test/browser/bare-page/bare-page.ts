import {
  type ChatConnections,
  type ChatConnectionsOptions,
  type ChatConnectionsSnapshot,
  type ConnectionSnapshot,
  createChatConnections,
  type LogEvent,
  type LogRecord,
} from '../../../src/index.js';
import { socketContract } from '../../testing/socket-contract.js';
import { countedListeners } from './counted-listeners.js';
import { countedSockets } from './counted-sockets.js';
import { fasterClock } from './faster-clock.js';
import { watchedSocket, watchedTimers } from './page-probes.js';
import { replayInPage } from './path-replay.js';
import { runSocketProbes } from './socket-probes.js';

/** What the page has for a test: connections, and what can be counted of them from within. */
export class BarePage {
  readonly sockets = countedSockets();
  readonly listeners = countedListeners();
  readonly records: LogRecord[] = [];
  readonly probes = { runSocketProbes, watchedSocket, watchedTimers };
  readonly replay = replayInPage;
  /** Time runs this many times faster for the library than for the page. */
  clock = fasterClock(1);
  #chats: ChatConnections | null = null;

  get chats(): ChatConnections {
    if (this.#chats === null) throw new Error('the page has not started connections');
    return this.#chats;
  }

  start(options: ChatConnectionsOptions, timesFaster = 1): ChatConnections {
    const record = (_message: string, fields: LogRecord) => this.records.push(fields);
    this.clock = fasterClock(timesFaster);
    this.#chats = createChatConnections({
      clock: this.clock,
      logger: { debug: record, info: record, warn: record, error: record },
      ...options,
    });
    return this.#chats;
  }

  /** Resolves with the snapshot, once it is so. */
  until(isSo: (snapshot: ChatConnectionsSnapshot) => boolean): Promise<ChatConnectionsSnapshot> {
    return once(this.chats, isSo);
  }

  untilChat(chatId: string, isSo: (snapshot: ConnectionSnapshot) => boolean): Promise<ConnectionSnapshot> {
    return once(this.chats.get(chatId), isSo);
  }

  logged(event: LogEvent): LogRecord[] {
    return this.records.filter((one) => one.event === event);
  }

  /** What is left of sockets, timers and listeners on the page. */
  remains() {
    return { sockets: this.sockets.alive(), timers: this.clock.pending(), listeners: this.listeners.present() };
  }

  /** What this engine's WebSocket does in that clause of the contract. */
  observe(title: string, origin: string): Promise<unknown> {
    const clause = socketContract.find((one) => one.title === title);
    if (clause === undefined) throw new Error(`the contract has no clause ${title}`);
    return clause.observe({ WebSocket, urlOf: (story) => `${origin}/${story}` });
  }
}

function once<T>(
  source: { subscribe(fn: (snapshot: T) => void): () => void },
  isSo: (snapshot: T) => boolean,
): Promise<T> {
  return new Promise((resolve) => {
    const stop = source.subscribe((snapshot) => {
      if (!isSo(snapshot)) return;
      queueMicrotask(() => stop());
      resolve(snapshot);
    });
  });
}

declare global {
  /** Only in the page: for the functions that a test evaluates there. */
  const bare: BarePage;
}

Reflect.set(globalThis, 'bare', new BarePage());
