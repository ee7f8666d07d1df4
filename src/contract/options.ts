import type { InspectionEvent, Observer } from 'xstate';
import type { AttemptTrigger, GoodbyeReason } from '../../machines/connection.types.js';
import type { BackoffOptions } from '../domain/backoff.js';
import type { CloseInfo } from '../domain/close-codes.js';
import type { QueueBounds } from '../domain/outgoing-queue.js';
import type { Query } from '../domain/query.js';
import type { Clock } from './clock.js';
import type { MessageData } from './events.js';
import type { Logger } from './log.js';
import type { PageSignals } from './page-signals.js';
import type { SendableData, WebSocketConstructor } from './web-socket.js';

/** The platform's `AbortSignal` where the program has one, else the part of it that is always there. */
export type AttemptSignal = typeof globalThis extends { AbortSignal: { prototype: infer Signal } }
  ? Signal
  : { readonly aborted: boolean; addEventListener(type: 'abort', listener: () => void): void };

/** What an address, or a greeting, is asked for. */
export interface AttemptRequest {
  readonly chatId: string;
  /** 0 for a first try, then the number of the reconnection attempt. */
  readonly attempt: number;
  /** Why it is made: at `unauthorized` the last token was refused, at `renewed` `reconnect()` was called. */
  readonly trigger: AttemptTrigger;
  /** Aborts when the attempt is given up. */
  readonly signal: AttemptSignal;
}

/** A value, or a promise of it, asked for again at every attempt (AT3). */
export type PerAttempt<T> = (request: AttemptRequest) => T | Promise<T>;

/** One subprotocol, or several, the one liked best first. */
export type Subprotocols = string | readonly string[];

/** The delay in milliseconds before reconnection attempt `attempt`, counted from 1; `random` is uniform in [0, 1). */
export type BackoffFunction = (attempt: number, random: () => number) => number;

/** What a close means: see RE5. `undefined` leaves it to the table, a `retryAfterMs` of null names no delay. */
export type CloseDecision = 'retry' | 'refresh' | 'fatal' | { readonly retryAfterMs: number | null } | undefined;

/** Says what a close means, before the table of RE5 does. What it throws is logged, and the table taken. */
export type CloseClassifier = (close: CloseInfo, context: { readonly attempt: number }) => CloseDecision;

/** A frame to send, several, in order, or null for none. */
export type GreetingFrames = SendableData | readonly SendableData[] | null;

/** What a frame of the server means for the greeting (GR2). */
export type GreetingAnswer =
  | 'wait'
  | 'welcome'
  | 'retry'
  | 'refresh'
  | 'fatal'
  | { readonly retryAfterMs: number | null }
  | {
      /** Sent at once. */
      readonly reply: SendableData;
      /** Default `wait`. */
      readonly then?: 'wait' | 'welcome';
    };

/** What is said on a new socket before the connection counts as open (GR). */
export interface GreetingOptions {
  /**
   * What goes out first on a new socket. A promise is waited for. `RejectedError` makes the chat `failed('rejected')`, any other
   * throw is an ordinary failure. Default: nothing.
   */
  readonly start?: (request: AttemptRequest) => GreetingFrames | Promise<GreetingFrames>;
  /**
   * Says what a frame of the server means; asked for every frame until the welcome. `wait`: nothing yet. `welcome`: we are
   * admitted, and the connection is open. `{ reply, then }`: answers, and then is one of these. All others end the attempt,
   * with what follows of a close of that class (RE5). Throws as `start` may.
   */
  readonly answer: (data: MessageData, request: AttemptRequest) => GreetingAnswer;
  /** How long the server may take to admit us, from the socket's opening (GR3). Milliseconds, from 1; default 10000. */
  readonly timeoutMs?: number;
}

/** What the last frame is asked for. */
export interface GoodbyeRequest {
  readonly chatId: string;
  /** Why the connection is closed. */
  readonly why: GoodbyeReason;
}

/** Pings of the application, which find a half-open connection (LI). Browsers show no WebSocket ping to a page. */
export interface HeartbeatOptions {
  /** The message that the server answers; null sends none: frames that the server sends by itself are the life (LI6). */
  readonly ping: ((context: { readonly chatId: string }) => SendableData) | null;
  /** How long a silence must be until a ping is sent (LI1). Milliseconds, from 1; default 25000. */
  readonly intervalMs?: number;
  /** How long a ping may go unanswered until the connection is given up (LI2). Milliseconds, from 1; default 10000. */
  readonly timeoutMs?: number;
  /**
   * How soon after a wake signal life must show (LI5). Milliseconds, from 1; default 5000, and with `ping: null` no sooner than without
   * the signal.
   */
  readonly wakeTimeoutMs?: number;
  /**
   * Which silence asks for a ping (LI1): the server's (`inbound`), our own (`outbound`), or the first of the two (`either`). Some
   * servers close a client that sends nothing: they need one of the last two. Default `inbound`.
   */
  readonly silence?: 'inbound' | 'outbound' | 'either';
  /** Says which frames are answers: they count as life and are not delivered. Default: none is, all are delivered. */
  readonly isPong?: (data: unknown) => boolean;
  /**
   * Answers the server's own pings: what it returns is sent at once, ahead of all that waits, and the frame is not delivered (LI7).
   * Null for every other frame. Default: there are none.
   */
  readonly reply?: (data: unknown) => SendableData | null;
}

/** An XState inspection observer: `inspect` of `@statelyai/inspect`'s inspector fits. */
export type InspectionObserver = Observer<InspectionEvent> | ((event: InspectionEvent) => void);

/**
 * The options of `createChatConnections`; each may be left out. Durations are milliseconds: 0, or from 1 to 2147483647, the
 * longest that timers keep. A bad value or an unknown name throws `TypeError` (`ERR_INVALID_OPTION`). Nothing global is read at creation.
 */
export interface ChatConnectionsOptions {
  /** Origin of the API gateway: http, https, ws or wss, without path. Default: found at the first attempt by `resolveGateway`. */
  readonly gateway?: string | { readonly href: string };
  /** Path of a chat's socket; `:id` becomes the percent-encoded chat id. Default `/api/v1/chats/:id/ws`. */
  readonly path?: string;
  /**
   * The query, a flat record or a `URLSearchParams`, or a function that is asked for it before every attempt (AT3). An answer that
   * is anything else is `misconfigured` (AT6). Default: none.
   *
   * @example
   * import { createChatConnections } from 'evenkeel';
   *
   * createChatConnections({
   *   query: async ({ signal }) => {
   *     const response = await fetch('/api/v1/ticket', { method: 'POST', signal });
   *     return { token: await response.text() };
   *   },
   * });
   */
  readonly query?: Query | PerAttempt<Query>;
  /** Asked for the whole address before every attempt (AT3), in place of `gateway`, `path` and `query`. Default: none. */
  readonly url?: PerAttempt<string | { readonly href: string }>;
  /**
   * Subprotocols to offer, or a function that is asked for them before every attempt, together with `query` or `url` (AT3): tokens
   * may travel here. What the server chose is `protocol` of the snapshot and the event `open`. Default: none.
   *
   * @example
   * import { createChatConnections } from 'evenkeel';
   *
   * createChatConnections({ protocols: ['chat.v2', 'chat.v1'] }); // the snapshot's protocol says which one the server chose
   */
  readonly protocols?: Subprotocols | PerAttempt<Subprotocols>;
  /**
   * Whether on a page loaded over https a `ws:` address that `gateway` or `url` names becomes `wss:` (AT6). With false it stays, for
   * where the user permits it; a browser that does not throws, which is `misconfigured`. Loopback is never upgraded. Default true.
   */
  readonly upgradeInsecure?: boolean;
  /** Constructor of the sockets. Default: `globalThis.WebSocket`, looked up at the first attempt (AT6). */
  readonly WebSocket?: WebSocketConstructor;
  /** Minimum time between two attempts of one chat (AT2). Milliseconds; default 2000. */
  readonly throttleMs?: number;
  /** Reconnection attempts before a chat is `failed` (RE1): a whole number from 0, or Infinity. Default 10. */
  readonly maxAttempts?: number;
  /**
   * Delays between reconnection attempts, or a function that answers them (RE2). Default `{ firstMs: 3000, baseMs: 2000, maxMs: 30000 }`.
   *
   * @example
   * import { createChatConnections } from 'evenkeel';
   *
   * createChatConnections({ backoff: { firstMs: 1_000, maxMs: 10_000 } });
   * createChatConnections({ backoff: (attempt, random) => 1_000 * attempt + 500 * random() });
   */
  readonly backoff?: Partial<BackoffOptions> | BackoffFunction;
  /** How long `query`, `url` and `protocols` may take (AT3). Milliseconds, from 1; default 10000. */
  readonly resolveTimeoutMs?: number;
  /** How long a handshake may take, from the socket's construction (AT4). Milliseconds, from 1; default 10000. */
  readonly connectTimeoutMs?: number;
  /** How long a connection must stay open to prove itself and restore the budget (RE3). Milliseconds; default 30000. */
  readonly stableUptimeMs?: number;
  /** How long after its last attempt, sleep included, a new selection, or `visible`, has a fresh budget (RE3, RE4). Milliseconds; default 60000. */
  readonly cooldownMs?: number;
  /** How long a released open connection is kept (SE4). Milliseconds; default 10000. */
  readonly lingerMs?: number;
  /** How many released open connections are kept (SE4): a whole number from 0. Default 3. */
  readonly maxLingering?: number;
  /** Selections closer than this are one burst, of which at most the first and the last dial (SE7). Milliseconds; default 250. */
  readonly burstMs?: number;
  /** Handshakes at once per host (AT4): a whole number from 1. Default: 1 in a page, 32 elsewhere. */
  readonly maxHandshakes?: number;
  /**
   * How a dead connection is found (LI). Default: off.
   *
   * @example
   * import { createChatConnections } from 'evenkeel';
   *
   * createChatConnections({
   *   heartbeat: {
   *     ping: () => JSON.stringify({ type: 'ping' }),
   *     isPong: (data) => data === '{"type":"pong"}',
   *   },
   * });
   */
  readonly heartbeat?: HeartbeatOptions;
  /**
   * What is said before the connection counts as open (GR): a login, or the opening of a protocol. Default: none, a connection is open
   * when its socket is.
   *
   * @example
   * import { createChatConnections } from 'evenkeel';
   *
   * const readToken = async () => 'the user’s token';
   * createChatConnections({
   *   greeting: {
   *     start: async () => JSON.stringify({ type: 'login', token: await readToken() }),
   *     answer: (data) => {
   *       const { type } = JSON.parse(String(data));
   *       if (type === 'ready') return 'welcome';
   *       return type === 'expired' ? 'refresh' : 'wait';
   *     },
   *   },
   * });
   */
  readonly greeting?: GreetingOptions;
  /**
   * The last frame before an admitted connection is closed on purpose (EN3), or null for none: MQTT's DISCONNECT, say. What it throws is
   * logged. Default: none.
   */
  readonly goodbye?: (request: GoodbyeRequest) => SendableData | null;
  /** Bounds of each chat's outgoing queue (SD1), or false for none. Default `{ maxMessages: 100, maxBytes: 100000, ttlMs: 30000 }`. */
  readonly queue?: Partial<QueueBounds> | false;
  /**
   * Overrides what a close code means (RE5). Default: the table of RE5.
   *
   * @example
   * import { createChatConnections } from 'evenkeel';
   *
   * createChatConnections({
   *   classifyClose: ({ code }) => {
   *     if (code === 4001) return 'refresh'; // the token has expired: ask for another one
   *     if (code === 4100) return { retryAfterMs: 60_000 };
   *     return undefined; // all others as in RE5
   *   },
   * });
   */
  readonly classifyClose?: CloseClassifier;
  /** How binary messages arrive; kept across reconnections (ME3). Default `arraybuffer`. */
  readonly binaryType?: 'arraybuffer' | 'blob';
  /** Where records go (OB1). Default: nowhere (OB4). */
  readonly logger?: Logger;
  /** Sees every actor, event and snapshot of the charts. Default: none. */
  readonly inspect?: InspectionObserver;
  /** Time and timers. `now` is monotonic, in milliseconds. Default: the platform's. */
  readonly clock?: Clock;
  /** Uniform in [0, 1). Default `Math.random`. */
  readonly random?: () => number;
  /** What the page goes through (PL). Default: the page's own signals; none outside a page. */
  readonly signals?: PageSignals;
}

/** The options of `createChatConnections` of `evenkeel/compiled`: all but `inspect`. */
export type CompiledChatConnectionsOptions = Omit<ChatConnectionsOptions, 'inspect'>;
