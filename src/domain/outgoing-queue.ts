import { gapMs, type Moment } from './moment.js';

/** Bounds of one chat's outgoing queue (SD1). */
export interface QueueBounds {
  /** How many messages may wait. */
  readonly maxMessages: number;
  /** How many bytes of payload may wait, of all messages together. */
  readonly maxBytes: number;
  /** How long a message may wait, in milliseconds, sleep included. */
  readonly ttlMs: number;
}

export interface QueuedMessage<T> {
  /** The same id as in the receipt. */
  readonly id: number;
  readonly data: T;
  readonly bytes: number;
  readonly expiresAt: Moment;
}

interface Place<T> {
  readonly message: QueuedMessage<T>;
  next: Place<T> | undefined;
}

/**
 * The messages of one chat that wait for its connection: first in, first out. It has no clock and no timer: its owner passes
 * the time and removes expired messages.
 */
export class OutgoingQueue<T> {
  #first: Place<T> | undefined;
  #last: Place<T> | undefined;
  #length = 0;
  #bytes = 0;

  get length(): number {
    return this.#length;
  }

  /** Why a message of this size cannot be queued now; null if it can. */
  refusal(bytes: number, { maxMessages, maxBytes }: QueueBounds): 'queue-full' | 'too-large' | null {
    if (bytes > maxBytes) return 'too-large';
    return this.#length >= maxMessages || this.#bytes + bytes > maxBytes ? 'queue-full' : null;
  }

  /** Appends a message that `refusal` accepted. */
  push(message: QueuedMessage<T>): void {
    const place: Place<T> = { message, next: undefined };
    if (this.#last === undefined) this.#first = place;
    else this.#last.next = place;
    this.#last = place;
    this.#length += 1;
    this.#bytes += message.bytes;
  }

  /** The oldest message; it stays in the queue. */
  peek(): QueuedMessage<T> | undefined {
    return this.#first?.message;
  }

  /** Removes the oldest message. */
  shift(): QueuedMessage<T> | undefined {
    const place = this.#first;
    if (place === undefined) return undefined;
    this.#first = place.next;
    if (place.next === undefined) this.#last = undefined;
    this.#length -= 1;
    this.#bytes -= place.message.bytes;
    return place.message;
  }

  /** Removes the expired messages from the head of the queue, oldest first. */
  takeExpired(now: Moment): QueuedMessage<T>[] {
    return this.#takeWhile(({ expiresAt }) => gapMs(expiresAt, now) >= 0);
  }

  /** Removes all messages, oldest first. */
  takeAll(): QueuedMessage<T>[] {
    return this.#takeWhile(() => true);
  }

  #takeWhile(isTaken: (message: QueuedMessage<T>) => boolean): QueuedMessage<T>[] {
    const taken: QueuedMessage<T>[] = [];
    for (let next = this.peek(); next !== undefined && isTaken(next); next = this.peek()) {
      taken.push(next);
      this.shift();
    }
    return taken;
  }
}
