import {
  type AttemptRequest,
  type AttemptTrigger,
  type ChatConnections,
  type ChatConnectionsOptions,
  type CloseInfo,
  createChatConnections,
  type LogRecord,
  type MessageData,
  platformSignals,
  RejectedError,
  resolveGateway,
} from 'evenkeel';
import { holds, type Same } from './same.js';

/** Every option, as it can be given without a page and without Node. */
export const options: Required<Omit<ChatConnectionsOptions, 'WebSocket'>> = {
  gateway: 'https://chat.example',
  path: '/ws/:id',
  query: async ({ chatId, attempt, trigger, signal }) => {
    holds<Same<typeof chatId, string>>();
    holds<Same<typeof attempt, number>>();
    holds<Same<typeof trigger, AttemptTrigger>>();
    signal.addEventListener('abort', () => undefined);
    if (signal.aborted) throw new RejectedError('too late', { cause: chatId });
    return { token: 'a', since: 3, isBot: false, room: null, from: undefined };
  },
  url: ({ chatId }) => `wss://chat.example/${chatId}`,
  protocols: async ({ chatId, signal }) => {
    holds<Same<typeof chatId, string>>();
    return signal.aborted ? 'chat.v1' : ['chat.v1', 'a-ticket'];
  },
  upgradeInsecure: false,
  throttleMs: 2_000,
  maxAttempts: Number.POSITIVE_INFINITY,
  backoff: (attempt, random) => {
    holds<Same<typeof attempt, number>>();
    return random() * attempt;
  },
  resolveTimeoutMs: 10_000,
  connectTimeoutMs: 10_000,
  stableUptimeMs: 30_000,
  cooldownMs: 60_000,
  lingerMs: 10_000,
  maxLingering: 3,
  burstMs: 250,
  maxHandshakes: 1,
  heartbeat: { ping: ({ chatId }) => `ping ${chatId}`, intervalMs: 1, isPong: (data) => data === 'pong' },
  greeting: {
    start: async ({ chatId, trigger }) => {
      holds<Same<typeof trigger, AttemptTrigger>>();
      return [`hello ${chatId}`, new Uint8Array(1)];
    },
    answer: (data, { signal }) => {
      holds<Same<typeof data, MessageData>>();
      if (signal.aborted) return 'fatal';
      // biome-ignore lint/suspicious/noThenProperty: no promise, but what follows the reply.
      return data === 'ready' ? 'welcome' : { reply: 'and you?', then: 'wait' };
    },
  },
  goodbye: ({ chatId, why }) => (why === 'frozen' ? null : `bye ${chatId}`),
  queue: { maxMessages: 10 },
  classifyClose: (close, { attempt }) => {
    holds<Same<typeof close, CloseInfo>>();
    if (close.code === 4000) return { retryAfterMs: attempt * 1_000 };
    return close.wasClean ? 'fatal' : undefined;
  },
  binaryType: 'blob',
  logger: {
    debug: () => undefined,
    info: (message) => holds<Same<typeof message, string>>(),
    warn: (_message, record) => holds<Same<typeof record, LogRecord>>(),
    error: () => undefined,
  },
  inspect: (event) => event.type.startsWith('@xstate.'),
  clock: { now: () => 0, setTimeout: (fn, delayMs) => ({ fn, delayMs }), clearTimeout: () => undefined },
  random: () => 0.5,
  signals: { isOnline: () => true, subscribe: () => () => undefined },
};

export const chats: ChatConnections = createChatConnections(options);
export const byDefault: ChatConnections = createChatConnections();

export const otherForms = [
  { query: { token: 'a', since: 3 } },
  { query: ({ attempt }: AttemptRequest) => ({ attempt }) },
  { url: async () => ({ href: 'wss://chat.example/42' }) },
  { protocols: 'chat.v1' },
  { protocols: ['chat.v1'] },
  { protocols: ({ chatId }: AttemptRequest) => chatId },
  { signals: { ...platformSignals, isOnline: () => true } },
  { backoff: { maxMs: 1_000 } },
  { queue: false },
  { heartbeat: { ping: null, silence: 'inbound', reply: (data) => (data === '2' ? '3' : null) } },
  { greeting: { answer: () => ({ retryAfterMs: 1_000 }) } },
] satisfies ChatConnectionsOptions[];

// @ts-expect-error there is no such option
createChatConnections({ reconnect: true });
// @ts-expect-error durations are numbers, in milliseconds
createChatConnections({ throttleMs: '2s' });
// @ts-expect-error a query has no nested values
createChatConnections({ query: { user: { name: 'ana' } } });
// @ts-expect-error neither has one that is asked for
createChatConnections({ query: async () => ({ user: { name: 'ana' } }) });
// @ts-expect-error nor are its names and values in a Map
createChatConnections({ query: new Map([['token', 'a']]) });
// @ts-expect-error nor may a function answer nothing
createChatConnections({ query: async () => undefined });
// @ts-expect-error a subprotocol is text
createChatConnections({ protocols: () => [1] });
// @ts-expect-error a queue is bounded, or it is false
createChatConnections({ queue: true });
// @ts-expect-error a heartbeat must be told what to send
createChatConnections({ heartbeat: { intervalMs: 1_000 } });
// @ts-expect-error there is no such verdict
createChatConnections({ classifyClose: () => 'ignore' });
// @ts-expect-error that is what Node's `ws` knows, not a page
createChatConnections({ binaryType: 'nodebuffer' });
// @ts-expect-error a logger takes all four levels
createChatConnections({ logger: { info: () => undefined } });
// @ts-expect-error a clock can take back what it was asked
createChatConnections({ clock: { now: () => 0, setTimeout: () => 0 } });
// @ts-expect-error sockets are made by a constructor
createChatConnections({ WebSocket: () => undefined });
// @ts-expect-error there is nothing to change about options that were given
options.gateway = 'https://other.example';

// @ts-expect-error a chat id is a string
chats.get(42);
// @ts-expect-error nobody can be let go with nothing: that is null
chats.select(undefined);
// @ts-expect-error what is released is a chat, and null is none
chats.retain(null);

holds<Same<ReturnType<typeof chats.select>, () => void>>();
holds<Same<ReturnType<typeof resolveGateway>, string>>();
// @ts-expect-error where it runs must be said in full
resolveGateway({ location: undefined });
