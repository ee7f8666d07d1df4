import type { Clock } from './effects/clock.js';

/**
 * Idle chats that nobody wants, remembered for their last attempt until it no longer matters (SE9). No timer: who asks
 * gets those whose time has come.
 */
export class IdleChats {
  readonly #clock: Clock;
  readonly #memoryMs: number;
  readonly #forgetAt = new Map<string, number>();
  /** No chat's time comes before this. */
  #nextAt = Number.POSITIVE_INFINITY;

  constructor(clock: Clock, memoryMs: number) {
    this.#clock = clock;
    this.#memoryMs = memoryMs;
  }

  add(chatId: string, lastAttemptAt: number | null): void {
    const forgetAt = (lastAttemptAt ?? Number.NEGATIVE_INFINITY) + this.#memoryMs;
    this.#forgetAt.set(chatId, forgetAt);
    this.#nextAt = Math.min(this.#nextAt, forgetAt);
  }

  delete(chatId: string): void {
    this.#forgetAt.delete(chatId);
  }

  takeForgotten(): string[] {
    const now = this.#clock.now();
    if (now < this.#nextAt) return [];
    const forgotten: string[] = [];
    this.#nextAt = Number.POSITIVE_INFINITY;
    for (const [chatId, forgetAt] of this.#forgetAt) {
      if (forgetAt <= now) forgotten.push(chatId);
      else this.#nextAt = Math.min(this.#nextAt, forgetAt);
    }
    for (const chatId of forgotten) this.#forgetAt.delete(chatId);
    return forgotten;
  }
}
