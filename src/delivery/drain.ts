import type { Clock, Timer } from '../contract/clock.js';

/** So many chats are held at once for what they have to send. */
const AT_ONCE = 3;

export interface DrainedChat {
  readonly chatId: string;
  readonly isSettled: boolean;
}

interface Held {
  release: () => void;
  timer: Timer;
}

/**
 * Keeps chats connected that have messages to send, selected or not, a few at a time, until all are settled or nothing has moved
 * for `drainMs` (DE14). Then they stay stored, and are tried when the chat is wanted again.
 */
export class Drain {
  readonly #clock: Clock;
  readonly #drainMs: number;
  readonly #retain: (chatId: string) => () => void;
  readonly #held = new Map<DrainedChat, Held>();
  readonly #waiting = new Set<DrainedChat>();

  constructor(clock: Clock, drainMs: number, retain: (chatId: string) => () => void) {
    this.#clock = clock;
    this.#drainMs = drainMs;
    this.#retain = retain;
  }

  /** `hasMoved`: messages of the chat came, or came nearer to their end. */
  progressed(chat: DrainedChat, hasMoved: boolean): void {
    const held = this.#held.get(chat);
    if (chat.isSettled) this.#leave(chat);
    else if (held === undefined) this.#waiting.add(chat);
    else if (hasMoved) {
      this.#clock.clearTimeout(held.timer);
      held.timer = this.#timerOf(chat);
    }
    this.#holdMore();
  }

  end(): void {
    this.#waiting.clear();
    for (const chat of [...this.#held.keys()]) this.#leave(chat);
  }

  #holdMore(): void {
    for (const chat of this.#waiting) {
      if (this.#held.size >= AT_ONCE) return;
      this.#waiting.delete(chat);
      // Before it is retained: whoever hears of that may send more.
      const held: Held = { release: () => {}, timer: this.#timerOf(chat) };
      this.#held.set(chat, held);
      held.release = this.#retain(chat.chatId);
      if (this.#held.get(chat) !== held) held.release();
    }
  }

  #leave(chat: DrainedChat): void {
    const held = this.#held.get(chat);
    this.#waiting.delete(chat);
    if (held === undefined) return;
    this.#held.delete(chat);
    this.#clock.clearTimeout(held.timer);
    held.release();
  }

  #timerOf(chat: DrainedChat): Timer {
    return this.#clock.setTimeout(() => {
      this.#leave(chat);
      this.#holdMore();
    }, this.#drainMs);
  }
}
