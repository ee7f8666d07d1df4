import type { Clock } from '../contract/clock.js';
import { gapMs, type Moment, presentOf } from '../domain/moment.js';

/** How old a chat's last attempt must be before nothing depends on it: time awake, and real time. */
interface Spans {
  readonly throttleMs: number;
  readonly cooldownMs: number;
}

const always = (at: number): Moment => ({ at, wallAt: at });

/**
 * Idle chats that nobody wants, remembered for their last attempt until it no longer matters (SE9). There is no timer:
 * `takeForgotten` returns the chats whose time is over.
 */
export class IdleChats {
  readonly #clock: Required<Clock>;
  readonly #spans: Spans;
  readonly #lastAttempts = new Map<string, Moment>();
  /** No chat's last attempt was before this, on either clock. */
  #earliest = always(Number.POSITIVE_INFINITY);

  constructor(clock: Required<Clock>, spans: Spans) {
    this.#clock = clock;
    this.#spans = spans;
  }

  add(chatId: string, lastAttemptAt: Moment | null): void {
    const attemptAt = lastAttemptAt ?? always(Number.NEGATIVE_INFINITY);
    this.#lastAttempts.set(chatId, attemptAt);
    this.#note(attemptAt);
  }

  delete(chatId: string): void {
    this.#lastAttempts.delete(chatId);
  }

  takeForgotten(): string[] {
    const now = presentOf(this.#clock);
    if (!this.#isPast(this.#earliest, now)) return [];
    const forgotten: string[] = [];
    this.#earliest = always(Number.POSITIVE_INFINITY);
    for (const [chatId, attemptAt] of this.#lastAttempts) {
      if (this.#isPast(attemptAt, now)) forgotten.push(chatId);
      else this.#note(attemptAt);
    }
    for (const chatId of forgotten) this.#lastAttempts.delete(chatId);
    return forgotten;
  }

  #note({ at, wallAt }: Moment): void {
    this.#earliest = { at: Math.min(at, this.#earliest.at), wallAt: Math.min(wallAt, this.#earliest.wallAt) };
  }

  #isPast(attemptAt: Moment, now: Moment): boolean {
    const { throttleMs, cooldownMs } = this.#spans;
    return now.at - attemptAt.at >= throttleMs && gapMs(attemptAt, now) >= cooldownMs;
  }
}
