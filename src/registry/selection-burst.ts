import type { Clock, Timer } from '../contract/clock.js';

/** Detects a burst of selections, each less than `burstMs` after the previous one, and when it has settled (SE7). */
export class SelectionBurst {
  readonly #clock: Clock;
  readonly #burstMs: number;
  #lastSelectionAt = Number.NEGATIVE_INFINITY;
  #timer: Timer;

  constructor(clock: Clock, burstMs: number) {
    this.#clock = clock;
    this.#burstMs = burstMs;
  }

  /** Records a selection. Returns true if it belongs to a burst and is not its first. */
  note(): boolean {
    const now = this.#clock.now();
    const isWithin = now - this.#lastSelectionAt < this.#burstMs;
    this.#lastSelectionAt = now;
    this.cancel();
    return isWithin;
  }

  /** Calls `fn` when the burst has settled: after `burstMs` without another selection. */
  onSettled(fn: () => void): void {
    this.cancel();
    this.#timer = this.#clock.setTimeout(fn, this.#burstMs);
  }

  cancel(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
