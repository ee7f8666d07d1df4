import type { Clock, Timer } from '../contract/clock.js';

/** Tells a burst of selections, each closer than `burstMs` to the one before, and when it has settled (SE7). */
export class SelectionBurst {
  readonly #clock: Clock;
  readonly #burstMs: number;
  #lastSelectionAt = Number.NEGATIVE_INFINITY;
  #timer: Timer;

  constructor(clock: Clock, burstMs: number) {
    this.#clock = clock;
    this.#burstMs = burstMs;
  }

  /** Notes a selection; says whether it is one of a burst, and not its first. */
  note(): boolean {
    const now = this.#clock.now();
    const isWithin = now - this.#lastSelectionAt < this.#burstMs;
    this.#lastSelectionAt = now;
    this.cancel();
    return isWithin;
  }

  /** Calls `fn` once the burst has settled: after `burstMs`, unless another selection is noted before. */
  onSettled(fn: () => void): void {
    this.cancel();
    this.#timer = this.#clock.setTimeout(fn, this.#burstMs);
  }

  cancel(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
