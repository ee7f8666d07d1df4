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

/** What a chat has of its open socket. */
export interface SocketObserver {
  /** The connection is open: its socket can be sent through. */
  attach(socket: WebSocketLike, owner: SocketOwner): void;
  /** The socket is left; its last frame, or else its opening, was at `lastAliveAt`. */
  detach(lastAliveAt: Moment): void;
  deliver(data: unknown): void;
}

/** What is told by who sends through a socket. */
export interface SocketOwner {
  foundClosing(): void;
  /** A message was handed to it. */
  sent(): void;
}

export type Send = (data: SendableData) => void;

/** What the sockets of one registry share. Of its functions `construct` alone may throw. */
export interface SocketEnvironment {
  readonly clock: Required<Clock>;
  /** Whether that is the platform's, so that time stamps of events may be of it. */
  readonly isPlatformClock: boolean;
  readonly batch: Batch;
  readonly gate: HandshakeGate;
  readonly closer: SocketCloser;
  readonly resolver: AddressResolver;
  readonly secrets: Secrets;
  readonly heartbeat: {
    readonly quiet: Quiet;
    /** Makes a ping, if there are any, and hands it over, unless it cannot be made. */
    ping(chatId: string, send: Send): void;
    isPong(chatId: string, data: unknown): boolean;
    /** Whether the frame has a reply, which was handed over; null where none has. */
    readonly reply: ((chatId: string, data: unknown, send: Send) => boolean) | null;
  } | null;
  readonly greeting: GreetingOptions | null;
  /** Makes the last frame, if there is one, and hands it over. */
  goodbye(chatId: string, why: GoodbyeReason, send: Send): void;
  random(): number;
  nextSocketId(): number;
  construct(url: string, protocols: readonly string[]): WebSocketLike;
  classify(close: CloseInfo, attempt: SocketInput): Verdict;
  observerOf(chatId: string): SocketObserver;
  reportUpgrade(chatId: string): void;
}
