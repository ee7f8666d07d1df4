import { byteLengthOf } from '../domain/byte-length.js';
import { OutgoingQueue, type QueueBounds } from '../domain/outgoing-queue.js';
import type { OutgoingMessage, UndeliveredReason } from '../events.js';
import type { Clock, Timer } from './clock.js';
import { reportThrown } from './turn.js';
import { OPEN, type SendableData, type WebSocketLike } from './web-socket.js';

/** Above this much unsent in the socket, sending pauses and queues (SD2). */
const MAX_BUFFERED_BYTES = 256 * 1024;
const DRAIN_CHECK_MS = 250;

const nothing = () => undefined;

export interface OutgoingObserver {
  sent(message: OutgoingMessage): void;
  undelivered(messages: readonly OutgoingMessage[], reason: UndeliveredReason): void;
  /** The length of the queue changed. */
  lengthChanged(): void;
}

/** One chat's outgoing messages: handed to its open socket, or queued within bounds (SD). */
export class Outgoing {
  readonly #clock: Clock;
  readonly #observer: OutgoingObserver;
  readonly #queue: OutgoingQueue<SendableData> | null;
  #socket: WebSocketLike | null = null;
  #onClosing: () => void = nothing;
  #expiryTimer: Timer;
  #drainTimer: Timer;

  /** `bounds` null: nothing is queued. */
  constructor(clock: Clock, bounds: QueueBounds | null, observer: OutgoingObserver) {
    this.#clock = clock;
    this.#observer = observer;
    this.#queue = bounds && new OutgoingQueue(bounds);
  }

  get length(): number {
    return this.#queue?.length ?? 0;
  }

  /** Hands the message to the open socket; false if it has to wait: for the socket, or behind others. */
  sendNow(data: SendableData): boolean {
    if (this.length > 0 || !this.#isWritable()) return false;
    this.#socket?.send(data);
    return true;
  }

  /** Queues the message; why not, if it cannot be. */
  enqueue(message: OutgoingMessage): 'queue-off' | 'queue-full' | 'too-large' | null {
    if (this.#queue === null) return 'queue-off';
    const bytes = byteLengthOf(message.data);
    const refusal = this.#queue.refusal(bytes);
    if (refusal !== null) return refusal;
    this.#queue.push({ ...message, bytes }, this.#clock.now());
    this.#schedule();
    this.#observer.lengthChanged();
    return null;
  }

  /** From here on messages can be handed to the socket. If it is found closing, `onClosing` is told. */
  attach(socket: WebSocketLike, onClosing: () => void): void {
    this.#socket = socket;
    this.#onClosing = onClosing;
  }

  /** Hands over what waits, in order, as far as the socket takes it. */
  drain(): void {
    const { length } = this;
    try {
      for (let next = this.#queue?.peek(); next !== undefined && this.#isWritable(); next = this.#queue?.peek()) {
        this.#socket?.send(next.data);
        this.#queue?.shift();
        this.#observer.sent({ id: next.id, data: next.data });
      }
    } catch (error) {
      // Data that this platform's socket refuses: it stays first in the queue until it expires.
      reportThrown(error);
    }
    this.#schedule();
    if (this.length !== length) this.#observer.lengthChanged();
  }

  /** Nothing of the socket is kept: the chat may be remembered for long. */
  detach(): void {
    this.#socket = null;
    this.#onClosing = nothing;
    this.#schedule();
  }

  /** Reports all that waits as undelivered. */
  abandon(reason: UndeliveredReason): void {
    this.#reportUndelivered(this.#queue?.takeAll() ?? [], reason);
  }

  #isWritable(): boolean {
    if (this.#socket === null) return false;
    const { readyState, bufferedAmount } = this.#socket;
    if (readyState !== OPEN) this.#onClosing();
    return readyState === OPEN && bufferedAmount <= MAX_BUFFERED_BYTES;
  }

  #expire(): void {
    this.#reportUndelivered(this.#queue?.takeExpired(this.#clock.now()) ?? [], 'expired');
  }

  #reportUndelivered(messages: readonly OutgoingMessage[], reason: UndeliveredReason): void {
    this.#schedule();
    if (messages.length === 0) return;
    this.#observer.undelivered(
      messages.map(({ id, data }) => ({ id, data })),
      reason,
    );
    this.#observer.lengthChanged();
  }

  /** One timer for the oldest message's expiry, and while open one that watches the socket's buffer drain (SD2). */
  #schedule(): void {
    const { now, setTimeout, clearTimeout } = this.#clock;
    const expiresAt = this.#queue?.nextExpiryAt ?? null;
    clearTimeout(this.#expiryTimer);
    this.#expiryTimer = expiresAt === null ? undefined : setTimeout(() => this.#expire(), expiresAt - now());
    if (this.#socket === null || expiresAt === null) {
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
