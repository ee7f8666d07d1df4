import type { GoodbyeReason, SocketInput } from '../../machines/connection.types.js';
import type { Clock } from '../contract/clock.js';
import type { GreetingOptions } from '../contract/options.js';
import type { SendableData, WebSocketLike } from '../contract/web-socket.js';
import type { CloseInfo, Verdict } from '../domain/close-codes.js';
import type { Moment } from '../domain/moment.js';
import type { Batch } from './batch.js';
import type { HandshakeGate } from './handshake-gate.js';
import type { Quiet } from './quiet-watch.js';
import type { AddressResolver } from './resolve-url.js';
import type { Secrets } from './secrets.js';
import type { SocketCloser } from './socket-closer.js';

/** What a chat gets from its open socket. */
export interface SocketObserver {
  /** The connection is open: the socket can be used for sending. */
  attach(socket: WebSocketLike, owner: SocketOwner): void;
  /** The socket is given up. Its last frame, or else its opening, was at `lastAliveAt`. */
  detach(lastAliveAt: Moment): void;
  deliver(data: unknown): void;
}

/** What a sender reports to the owner of a socket. */
export interface SocketOwner {
  foundClosing(): void;
  /** A message was passed to the socket. */
  sent(): void;
}

export type Send = (data: SendableData) => void;

/** What the sockets of one registry share. Of its functions only `construct` may throw. */
export interface SocketEnvironment {
  readonly clock: Required<Clock>;
  /** Whether the clock is the platform's, so that the time stamps of events may be from it. */
  readonly isPlatformClock: boolean;
  readonly batch: Batch;
  readonly gate: HandshakeGate;
  readonly closer: SocketCloser;
  readonly resolver: AddressResolver;
  readonly secrets: Secrets;
  readonly heartbeat: {
    readonly quiet: Quiet;
    /** Makes a ping, if there are any, and sends it, unless it cannot be made. */
    ping(chatId: string, send: Send): void;
    isPong(chatId: string, data: unknown): boolean;
    /** Returns whether the frame has a reply, which was sent. Null if no frame has a reply. */
    readonly reply: ((chatId: string, data: unknown, send: Send) => boolean) | null;
  } | null;
  readonly greeting: GreetingOptions | null;
  /** Makes the last frame, if there is one, and sends it. */
  goodbye(chatId: string, why: GoodbyeReason, send: Send): void;
  random(): number;
  nextSocketId(): number;
  construct(url: string, protocols: readonly string[]): WebSocketLike;
  classify(close: CloseInfo, attempt: SocketInput): Verdict;
  observerOf(chatId: string): SocketObserver;
  reportUpgrade(chatId: string): void;
}
