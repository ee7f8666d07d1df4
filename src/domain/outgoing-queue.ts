/** Bounds of one chat's outgoing queue (SD1). */
export interface QueueBounds {
  /** How many messages may wait. */
  readonly maxMessages: number;
  /** How many bytes of payload may wait, of all messages together. */
  readonly maxBytes: number;
  /** How long a message may wait, in milliseconds. */
  readonly ttlMs: number;
}

export interface QueuedMessage<T> {
  /** That of the receipt. */
  readonly id: number;
  readonly data: T;
  readonly bytes: number;
  /** On the clock that `push` was given. */
  readonly expiresAt: number;
}

/**
 * The messages of one chat that wait for its connection: first in, first out, within bounds. It has neither a clock nor
 * a timer: its owner says what time it is, and removes what has expired.
 */
export class OutgoingQueue<T> {
  readonly #bounds: QueueBounds;
  #messages: QueuedMessage<T>[] = [];
  /** Messages before it have left; moving the rest up for each one would make draining quadratic. */
  #first = 0;
  #bytes = 0;

  constructor(bounds: QueueBounds) {
    this.#bounds = bounds;
  }

  get length(): number {
    return this.#messages.length - this.#first;
  }

  /** When the oldest message expires, null when none waits. */
  get nextExpiryAt(): number | null {
    return this.peek()?.expiresAt ?? null;
  }

  /** Why a message of that size cannot be queued now; null if it can. */
  refusal(bytes: number): 'queue-full' | 'too-large' | null {
    const { maxMessages, maxBytes } = this.#bounds;
    if (bytes > maxBytes) return 'too-large';
    return this.length >= maxMessages || this.#bytes + bytes > maxBytes ? 'queue-full' : null;
  }

  /** Appends a message that `refusal` lets in. */
  push(message: { readonly id: number; readonly data: T; readonly bytes: number }, now: number): void {
    const { id, data, bytes } = message;
    this.#messages.push({ id, data, bytes, expiresAt: now + this.#bounds.ttlMs });
    this.#bytes += bytes;
  }

  /** The oldest message, which stays. */
  peek(): QueuedMessage<T> | undefined {
    return this.#messages[this.#first];
  }

  /** Removes the oldest message. */
  shift(): QueuedMessage<T> | undefined {
    const message = this.peek();
    if (message === undefined) return undefined;
    this.#first += 1;
    this.#bytes -= message.bytes;
    if (this.#first * 2 >= this.#messages.length) this.#discardShifted();
    return message;
  }

  /** Removes the messages whose time is up at `now`, oldest first: all have the same time to live, so they expire in order. */
  takeExpired(now: number): QueuedMessage<T>[] {
    const expired: QueuedMessage<T>[] = [];
    for (let next = this.peek(); next !== undefined && next.expiresAt <= now; next = this.peek()) {
      expired.push(next);
      this.shift();
    }
    return expired;
  }

  /** Removes all messages, oldest first. */
  takeAll(): QueuedMessage<T>[] {
    return this.takeExpired(Number.POSITIVE_INFINITY);
  }

  #discardShifted(): void {
    this.#messages = this.#messages.slice(this.#first);
    this.#first = 0;
  }
}
