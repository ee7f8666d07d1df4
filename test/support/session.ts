import type { LogRecord } from '../../src/index.js';
import {
  type ChatConnectionsOptions,
  type ChatEventMap,
  type ChatEventType,
  createChatConnections,
} from '../../src/index.js';
import { createFakeGateway, createFakePage, createSeededRandom, createVirtualClock } from '../../src/testing/index.js';
import { edgeCounter } from './edge-counter.js';

export const EVENT_TYPES = ['message', 'open', 'close', 'failed', 'sent', 'undelivered'] as const;

export interface RaisedEvent<Type extends ChatEventType = ChatEventType> {
  readonly at: number;
  readonly type: Type;
  readonly event: ChatEventMap[Type];
}

export interface LoggedRecord extends LogRecord {
  readonly at: number;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
}

/** Chat connections in virtual time, towards a fake gateway and on a fake page, with all that they emit recorded. */
export const startSession = (options: ChatConnectionsOptions = {}) => {
  const clock = createVirtualClock();
  const gateway = createFakeGateway({ clock });
  const page = createFakePage();
  const records: LoggedRecord[] = [];
  const record = (level: LoggedRecord['level']) => (message: string, fields: LogRecord) => {
    records.push({ at: clock.now(), level, message, ...fields });
  };
  const chats = createChatConnections({
    clock,
    WebSocket: gateway.WebSocket,
    gateway: 'wss://gateway.example',
    signals: page,
    random: createSeededRandom(1),
    inspect: edgeCounter(),
    logger: { debug: record('debug'), info: record('info'), warn: record('warn'), error: record('error') },
    ...options,
  });
  const events: RaisedEvent[] = [];
  for (const type of EVENT_TYPES) chats.on(type, (event) => events.push({ at: clock.now(), type, event }));

  return {
    clock,
    gateway,
    page,
    chats,
    records,
    events,
    /** The snapshot of a chat. */
    at: (chatId: string) => chats.get(chatId).getSnapshot(),
    /** Timers of the library, without those by which the fake gateway delivers. */
    timers: () => clock.pending.length - gateway.pendingTasks,
    /** Records of one event name, oldest first. */
    logged: (event: LogRecord['event']) => records.filter((one) => one.event === event),
    /** When each socket of a chat was constructed. */
    dialedAt: (chatId: string) => gateway.socketsOf(chatId).map((socket) => socket.constructedAt),
    /** Selects a chat and lets it open. */
    open: async (chatId: string) => {
      const release = chats.select(chatId);
      await clock.advanceAsync(0);
      return release;
    },
  };
};

export type Session = ReturnType<typeof startSession>;
