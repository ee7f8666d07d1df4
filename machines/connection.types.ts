import type { CloseInfo, Verdict } from '../src/domain/close-codes.js';
import type { Moment } from '../src/domain/moment.js';

/**
 * Why an attempt is made: the chat became wanted, the previous attempt or connection failed, `retry()`, a refused token, a
 * wake signal, or `reconnect()`.
 */
export type AttemptTrigger = 'wanted' | 'lost' | 'retry' | 'unauthorized' | 'woken' | 'renewed';

/**
 * What went wrong with an attempt or a connection. `address`: there was no address, or not in time. `timeout`: the handshake
 * took too long. `handshake`: it failed. `greeting`: the server did not accept us. `lost`: an open connection ended.
 * `half-open`: it gave no sign of life. `abandoned`: the application gave it up.
 */
export type FailureKind = 'address' | 'timeout' | 'handshake' | 'greeting' | 'lost' | 'half-open' | 'abandoned';

/** Why a chat gave up. */
export type FailureReason = 'attempts-exhausted' | 'rejected' | 'unauthorized' | 'misconfigured';

/** Why a chat is `failed`. */
export interface Failure {
  readonly reason: FailureReason;
  /** What happened, in words and without a secret (OB3). */
  readonly message: string;
}

/** What went wrong last. */
export interface LastFailure {
  readonly kind: FailureKind;
  /** What happened, in words and without a secret (OB3). */
  readonly message: string;
}

/** How an attempt failed or a connection was lost: the single outcome that the socket's actor or a deadline reports. */
export interface ConnectionEnd {
  readonly kind: FailureKind;
  readonly message: string;
  /** The close event, if there was one. */
  readonly close: CloseInfo | null;
  /** What follows from the end (RE5). */
  readonly verdict: Verdict | 'misconfigured';
}

/** The state of the page when the chat was wanted: nobody listens to it before (PL4). */
export interface PageState {
  readonly isOffline: boolean;
  readonly isFrozen: boolean;
}

/** What has been used of the budget since it was last restored (RE3). */
export interface Budget {
  /** Failures in a row. */
  readonly failures: number;
  /** Closes with 1002 in a row. */
  readonly protocolErrors: number;
  /** Whether a token was refused. */
  readonly hasRefreshed: boolean;
}

/** The length of the current or last wait, and when it ends on the wall clock. */
export interface Wait {
  readonly waitMs: number;
  readonly retryAt: number;
}

/**
 * Everything the chart remembers: plain data. Times are on the monotonic clock, except `retryAt`, which is on the wall
 * clock. It has fewer than 20 fields: every transition copies it, and V8 copies an object of 20 or more fields about 20
 * times more slowly.
 */
export interface ConnectionContext {
  readonly chatId: string;
  readonly page: PageState;
  readonly trigger: AttemptTrigger;
  /** Number of the current, next or last attempt. */
  readonly attempt: number;
  readonly budget: Budget;
  /** The later of the last attempt's start and its socket's construction, on both clocks. */
  readonly lastAttemptAt: Moment | null;
  readonly startedAt: number;
  readonly openedAt: number;
  readonly addressAt: number;
  readonly provesAt: number;
  readonly probeDeadlineAt: number;
  /** The server asked for no attempt before this time. */
  readonly heldUntil: number | null;
  readonly wait: Wait;
  readonly isLoopback: boolean;
  /** Serial number of the last socket constructed; 0 before the first. */
  readonly socketId: number;
  readonly lastClose: CloseInfo | null;
  readonly lastFailure: LastFailure | null;
  /** Why the chat failed last. Kept in `idle`, for a chat that is soon wanted again (RE4). */
  readonly failure: Failure | null;
}

/** The input of a chart's actor. */
export interface ConnectionInput {
  readonly chatId: string;
}

/** The events of the chart. */
export type ConnectionEvent =
  // commands
  | ({ readonly type: 'chat.want' } & PageState)
  | { readonly type: 'chat.release' }
  | { readonly type: 'chat.retry' }
  | { readonly type: 'chat.renew' }
  | { readonly type: 'chat.abandon'; readonly verdict: Verdict; readonly message: string }
  | { readonly type: 'chat.evict' }
  | { readonly type: 'chat.dispose' }
  // facts about the attempt and its socket
  | { readonly type: 'address.located'; readonly isLoopback: boolean }
  | { readonly type: 'address.resolved' }
  | { readonly type: 'slot.granted' }
  | { readonly type: 'socket.constructed'; readonly socketId: number }
  | { readonly type: 'socket.opened' }
  | { readonly type: 'greeting.welcomed' }
  | { readonly type: 'socket.wentQuiet' }
  | { readonly type: 'frame.arrived' }
  | ({ readonly type: 'connection.ended' } & ConnectionEnd)
  // facts about the page
  | { readonly type: 'page.wentOffline' }
  | { readonly type: 'page.cameOnline' }
  | { readonly type: 'page.becameVisible' }
  | { readonly type: 'page.froze' }
  | { readonly type: 'page.resumed' }
  | { readonly type: 'page.hintDiscredited' };

/** The commands for the socket's actor; it answers with the facts above. */
export type SocketCommand =
  | { readonly type: 'address.ask' }
  | { readonly type: 'slot.ask' }
  | { readonly type: 'socket.dial' }
  | { readonly type: 'greeting.begin' }
  | { readonly type: 'quiet.watch' }
  | { readonly type: 'frame.watch' }
  | { readonly type: 'ping.send' }
  | { readonly type: 'goodbye.say'; readonly why: GoodbyeReason };

/** Why an open connection is closed on purpose. */
export type GoodbyeReason = 'released' | 'evicted' | 'disposed' | 'renewed' | 'frozen';

/** The input of the socket's actor, once for every attempt. */
export interface SocketInput {
  readonly chatId: string;
  readonly attempt: number;
  readonly trigger: AttemptTrigger;
}

/** What the chart emits during its transitions: the source of log records and public events. */
export type ConnectionNotice = { readonly attempt: number; readonly socketId: number } & (
  | { readonly type: 'attempt.started'; readonly trigger: AttemptTrigger }
  | { readonly type: 'attempt.opened' | 'attempt.cancelled' | 'connection.proved'; readonly durationMs: number }
  | { readonly type: 'attempt.failed' | 'connection.lost'; readonly durationMs: number; readonly end: ConnectionEnd }
  | { readonly type: 'attempt.throttled'; readonly trigger: AttemptTrigger; readonly waitMs: number }
  | { readonly type: 'retry.scheduled'; readonly waitMs: number }
  | { readonly type: 'chat.failed' | 'probe.sent' | 'probe.overdue' | 'offline.discredited' }
);
