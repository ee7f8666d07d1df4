import type { Clock, Timer } from '../contract/clock.js';
import type { OutgoingMessage, UndeliveredReason } from '../contract/events.js';
import { OPEN, type SendableData, type WebSocketLike } from '../contract/web-socket.js';
import { byteLengthOf } from '../domain/byte-length.js';
import { laterBy, presentOf } from '../domain/moment.js';
import { OutgoingQueue, type QueueBounds } from '../domain/outgoing-queue.js';
import { ownCopyOf } from '../domain/payload.js';
import type { SocketOwner } from '../effects/socket-environment.js';

/** Above this much unsent in the socket, sending pauses and queues (SD2). */
const MAX_BUFFERED_BYTES = 256 * 1024;

const DRAIN_CHECK_MS = 250;

const NO_OWNER: SocketOwner = { foundClosing: () => undefined, sent: () => undefined };

export interface OutgoingObserver {
  sent(message: OutgoingMessage): void;
  /** `error` is what the socket threw, if it refused the messages. */
  undelivered(messages: readonly OutgoingMessage[], reason: UndeliveredReason, error?: unknown): void;
  /** The length of the queue changed. */
  lengthChanged(): void;
}

/** The outgoing messages of one chat: passed to its open socket, or queued within bounds (SD). */
export class Outgoing {
  readonly #clock: Required<Clock>;
  readonly #bounds: QueueBounds | null;
  readonly #observer: OutgoingObserver;
  /** Null while the queue is empty: most chats never queue. */
  #queue: OutgoingQueue<SendableData> | null = null;
  #socket: WebSocketLike | null = null;
  #owner: SocketOwner = NO_OWNER;
  #expiryTimer: Timer;
  #drainTimer: Timer;

  /** If `bounds` is null, nothing is queued. */
  constructor(clock: Required<Clock>, bounds: QueueBounds | null, observer: OutgoingObserver) {
    this.#clock = clock;
    this.#bounds = bounds;
    this.#observer = observer;
  }

  get length(): number {
    return this.#queue?.length ?? 0;
  }

  /** Passes the message to the open socket. Returns false if it has to wait, for the socket or behind other messages. */
  sendNow(data: SendableData): boolean {
    if (this.length > 0) return false;
    const socket = this.#writableSocket();
    if (socket === null) return false;
    socket.send(data);
    this.#owner.sent();
    return true;
  }

  /** Queues the message with a copy of its data. Returns why it cannot, or null. */
  enqueue({ id, data }: OutgoingMessage): 'queue-off' | 'queue-full' | 'too-large' | null {
    const bounds = this.#bounds;
    if (bounds === null) return 'queue-off';
    // A timer may be late: expired messages must not take up room.
    this.#expire();
    const bytes = byteLengthOf(data);
    const queue = this.#queue ?? new OutgoingQueue();
    const refusal = queue.refusal(bytes, bounds);
    if (refusal !== null) return refusal;
    const expiresAt = laterBy(presentOf(this.#clock), bounds.ttlMs);
    const message = { id, data: ownCopyOf(data), bytes, expiresAt };
    this.#change(() => {
      queue.push(message);
      this.#queue = queue;
    });
    return null;
  }

  /** From now on messages can be passed to the socket. */
  attach(socket: WebSocketLike, owner: SocketOwner): void {
    this.#socket = socket;
    this.#owner = owner;
  }

  /** Passes queued messages to the socket, in order, as long as it accepts them. */
  drain(): void {
    this.#change(() => {
      for (let next = this.#oldest(); next !== undefined; next = this.#oldest()) {
        const socket = this.#writableSocket();
        if (socket === null) return;
        this.#queue?.shift();
        this.#handOver(socket, { id: next.id, data: next.data });
      }
    });
  }

  /** Keeps nothing of the socket, because the chat may be remembered for long. */
  detach(): void {
    this.#socket = null;
    this.#owner = NO_OWNER;
    this.#schedule();
  }

  /** Reports all queued messages as undelivered. */
  abandon(reason: UndeliveredReason): void {
    this.#change(() => this.#report(this.#queue?.takeAll() ?? [], reason));
  }

  #handOver(socket: WebSocketLike, message: OutgoingMessage): void {
    try {
      socket.send(message.data);
    } catch (error) {
      return this.#observer.undelivered([message], 'refused', error);
    }
    this.#owner.sent();
    this.#observer.sent(message);
  }

  /** The socket if it can be written to, else null. Not every platform says how much it has buffered. */
  #writableSocket(): WebSocketLike | null {
    if (this.#socket === null) return null;
    const { readyState, bufferedAmount } = this.#socket;
    if (readyState !== OPEN) this.#owner.foundClosing();
    const isFull = typeof bufferedAmount === 'number' && bufferedAmount > MAX_BUFFERED_BYTES;
    return readyState === OPEN && !isFull ? this.#socket : null;
  }

  /** The oldest message that has not expired. While the machine slept, no timer may have fired. */
  #oldest() {
    if (this.#queue === null) return undefined;
    this.#report(this.#queue.takeExpired(presentOf(this.#clock)), 'expired');
    return this.#queue.peek();
  }

  #expire(): void {
    this.#change(() => this.#oldest());
  }

  #report(messages: readonly OutgoingMessage[], reason: UndeliveredReason): void {
    if (messages.length === 0) return;
    this.#observer.undelivered(
      messages.map(({ id, data }) => ({ id, data })),
      reason,
    );
  }

  #change(act: () => void): void {
    const { length } = this;
    act();
    if (this.length === 0) this.#queue = null;
    this.#schedule();
    if (this.length !== length) this.#observer.lengthChanged();
  }

  /**
   * One timer for the expiry of the oldest message and, while open, one that checks whether the socket's buffer drains
   * (SD2).
   */
  #schedule(): void {
    const { now, setTimeout, clearTimeout } = this.#clock;
    const oldest = this.#queue?.peek();
    clearTimeout(this.#expiryTimer);
    this.#expiryTimer = oldest && setTimeout(() => this.#expire(), oldest.expiresAt.at - now());
    if (this.#socket === null || oldest === undefined) {
      clearTimeout(this.#drainTimer);
      this.#drainTimer = undefined;
    } else {
      this.#drainTimer ??= setTimeout(() => {
        this.#drainTimer = undefined;
        this.drain();
      }, DRAIN_CHECK_MS);
    }
  }
}
