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

/** The platform's `AbortSignal` if the program's types have one, else the part of it that always exists. */
export type AttemptSignal = typeof globalThis extends { AbortSignal: { prototype: infer Signal } }
  ? Signal
  : { readonly aborted: boolean; addEventListener(type: 'abort', listener: () => void): void };

/** The context in which an address or a greeting is requested. */
export interface AttemptRequest {
  readonly chatId: string;
  /** 0 for a first attempt, then the number of the reconnection attempt. */
  readonly attempt: number;
  /** Why the attempt is made. `unauthorized`: the last token was refused. `renewed`: `reconnect()` was called. */
  readonly trigger: AttemptTrigger;
  /** Aborts when the attempt is given up. */
  readonly signal: AttemptSignal;
}

/** A function that returns a value or a promise of it. It is called again for every attempt (AT3). */
export type PerAttempt<T> = (request: AttemptRequest) => T | Promise<T>;

/** One subprotocol, or several in order of preference. */
export type Subprotocols = string | readonly string[];

/** Returns the delay in milliseconds before reconnection attempt `attempt`, counted from 1. `random` is uniform in [0, 1). */
export type BackoffFunction = (attempt: number, random: () => number) => number;

/** What a close means: see RE5. `undefined` means: use the table of RE5. `retryAfterMs: null` means: no specific delay. */
export type CloseDecision = 'retry' | 'refresh' | 'fatal' | { readonly retryAfterMs: number | null } | undefined;

/** Decides what a close means, before the table of RE5 does. If it throws, that is logged and the table is used. */
export type CloseClassifier = (close: CloseInfo, context: { readonly attempt: number }) => CloseDecision;

/** One frame to send, several in order, or null for none. */
export type GreetingFrames = SendableData | readonly SendableData[] | null;

/** What a frame from the server means for the greeting (GR2). */
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

/** The exchange on a new socket before the connection counts as open (GR). */
export interface GreetingOptions {
  /**
   * The first frames on a new socket. A promise is awaited. If it throws `RejectedError`, the chat becomes `failed` with the
   * reason `rejected`; any other error is an ordinary failure. Default: nothing.
   */
  readonly start?: (request: AttemptRequest) => GreetingFrames | Promise<GreetingFrames>;
  /**
   * Says what a frame from the server means. It is called for every frame until the welcome. `wait`: nothing yet. `welcome`:
   * the server accepted us, and the connection is open. `{ reply, then }`: send `reply`, then do as `then` says. Every other
   * answer ends the attempt; what follows is the same as after a close with this verdict (RE5). It may throw, like `start`.
   */
  readonly answer: (data: MessageData, request: AttemptRequest) => GreetingAnswer;
  /**
   * How long the server may take to send the welcome, counted from the opening of the socket (GR3). Milliseconds, from 1;
   * default 10000.
   */
  readonly timeoutMs?: number;
}

/** The context in which the last frame is requested. */
export interface GoodbyeRequest {
  readonly chatId: string;
  /** Why the connection is closed. */
  readonly why: GoodbyeReason;
}

/** Pings of the application, which detect a half-open connection (LI). Browsers do not show WebSocket pings to a page. */
export interface HeartbeatOptions {
  /**
   * Returns the message that the server answers. With null no ping is sent: the frames that the server sends by itself are
   * the sign of life (LI6).
   */
  readonly ping: ((context: { readonly chatId: string }) => SendableData) | null;
  /** How long the silence must last before a ping is sent (LI1). Milliseconds, from 1; default 25000. */
  readonly intervalMs?: number;
  /** How long a ping may stay unanswered before the connection is given up (LI2). Milliseconds, from 1; default 10000. */
  readonly timeoutMs?: number;
  /**
   * How long the connection may stay silent after a wake signal (LI5). Milliseconds, from 1. Default 5000; with `ping: null`
   * a wake signal does not shorten the deadline.
   */
  readonly wakeTimeoutMs?: number;
  /**
   * Which silence triggers a ping (LI1): no frames from the server (`inbound`), no frames from us (`outbound`), or the first
   * of the two (`either`). Some servers close a client that sends nothing; for them use `outbound` or `either`. Default
   * `inbound`.
   */
  readonly silence?: 'inbound' | 'outbound' | 'either';
  /**
   * Says which frames are answers to a ping. They count as a sign of life and are not delivered. Default: no frame is, and
   * all are delivered.
   */
  readonly isPong?: (data: unknown) => boolean;
  /**
   * Answers the server's own pings. What it returns is sent immediately, before any queued message, and the frame is not
   * delivered (LI7). Return null for every other frame. Default: the server sends no pings.
   */
  readonly reply?: (data: unknown) => SendableData | null;
}

/** An XState inspection observer. `inspect` of an inspector from `@statelyai/inspect` fits. */
export type InspectionObserver = Observer<InspectionEvent> | ((event: InspectionEvent) => void);

/**
 * The options of `createChatConnections`. All are optional. Durations are milliseconds: 0, or from 1 to 2147483647, the
 * longest delay that timers support. A bad value or an unknown name throws `TypeError` (`ERR_INVALID_OPTION`). No global is
 * read at creation.
 */
export interface ChatConnectionsOptions {
  /**
   * Origin of the API gateway: http, https, ws or wss, without a path. Default: `resolveGateway` finds it at the first
   * attempt.
   */
  readonly gateway?: string | { readonly href: string };
  /** Path of a chat's socket. `:id` is replaced by the percent-encoded chat id. Default `/api/v1/chats/:id/ws`. */
  readonly path?: string;
  /**
   * The query: a flat record, a `URLSearchParams`, or a function that is called before every attempt (AT3). If the function
   * returns anything else, the chat fails as `misconfigured` (AT6). Default: none.
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
  /**
   * A function that returns the whole address, called before every attempt (AT3). It replaces `gateway`, `path` and `query`.
   * Default: none.
   */
  readonly url?: PerAttempt<string | { readonly href: string }>;
  /**
   * Subprotocols to offer, or a function that is called before every attempt, together with `query` or `url` (AT3). Tokens
   * may be sent here. The subprotocol that the server chose is `protocol` in the snapshot and in the event `open`. Default:
   * none.
   *
   * @example
   * import { createChatConnections } from 'evenkeel';
   *
   * createChatConnections({ protocols: ['chat.v2', 'chat.v1'] }); // the snapshot's protocol says which one the server chose
   */
  readonly protocols?: Subprotocols | PerAttempt<Subprotocols>;
  /**
   * Whether a `ws:` address from `gateway` or `url` becomes `wss:` on a page loaded over https (AT6). With false it is kept,
   * for users who permitted it in the browser; without the permission the browser throws, and the chat fails as
   * `misconfigured`. Loopback addresses are never upgraded. Default true.
   */
  readonly upgradeInsecure?: boolean;
  /** Constructor of the sockets. Default: `globalThis.WebSocket`, looked up at the first attempt (AT6). */
  readonly WebSocket?: WebSocketConstructor;
  /** Minimum time between two attempts of one chat (AT2). Milliseconds; default 2000. */
  readonly throttleMs?: number;
  /** Reconnection attempts before a chat is `failed` (RE1): a whole number from 0, or Infinity. Default 10. */
  readonly maxAttempts?: number;
  /**
   * Delays between reconnection attempts, or a function that returns them (RE2). Default `{ firstMs: 3000, baseMs: 2000,
   * maxMs: 30000 }`.
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
  /**
   * How long a connection must stay open before it counts as stable and restores the budget (RE3). Milliseconds; default
   * 30000.
   */
  readonly stableUptimeMs?: number;
  /**
   * How long after the last attempt, sleep included, a new selection or the signal `visible` gets a fresh budget (RE3, RE4).
   * Milliseconds; default 60000.
   */
  readonly cooldownMs?: number;
  /** How long a released open connection is kept (SE4). Milliseconds; default 10000. */
  readonly lingerMs?: number;
  /** How many released open connections are kept (SE4): a whole number from 0. Default 3. */
  readonly maxLingering?: number;
  /**
   * Selections that follow each other faster than this form one burst. At most its first and its last chat dial (SE7).
   * Milliseconds; default 250.
   */
  readonly burstMs?: number;
  /** How many handshakes may run at once per host (AT4): a whole number from 1. Default: 1 in a page, 32 elsewhere. */
  readonly maxHandshakes?: number;
  /**
   * How a dead connection is detected (LI). Default: off.
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
   * The exchange before the connection counts as open (GR): a login, or the opening of a protocol. Default: none; the
   * connection is open when its socket is.
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
   * Returns the last frame before an admitted connection is closed on purpose (EN3), or null for none. Example: MQTT's
   * DISCONNECT. What it throws is logged. Default: none.
   */
  readonly goodbye?: (request: GoodbyeRequest) => SendableData | null;
  /** Bounds of each chat's outgoing queue (SD1), or false for none. Default `{ maxMessages: 100, maxBytes: 100000, ttlMs: 30000 }`. */
  readonly queue?: Partial<QueueBounds> | false;
  /**
   * Overrides the meaning of close codes (RE5). Default: the table of RE5.
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
  /** The form in which binary messages arrive; kept across reconnections (ME3). Default `arraybuffer`. */
  readonly binaryType?: 'arraybuffer' | 'blob';
  /** Where log records go (OB1). Default: nowhere (OB4). */
  readonly logger?: Logger;
  /** Receives every actor, event and snapshot of the charts. Default: none. */
  readonly inspect?: InspectionObserver;
  /** Time and timers. `now` is monotonic, in milliseconds. Default: the platform's. */
  readonly clock?: Clock;
  /** Returns a random number, uniform in [0, 1). Default `Math.random`. */
  readonly random?: () => number;
  /** Source of the page's signals (PL). Default: the page's own signals; none outside a page. */
  readonly signals?: PageSignals;
}

/** The options of `createChatConnections` of `evenkeel/compiled`: all but `inspect`. */
export type CompiledChatConnectionsOptions = Omit<ChatConnectionsOptions, 'inspect'>;
