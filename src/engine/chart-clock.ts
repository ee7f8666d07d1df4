import type { Clock, Timer } from '../contract/clock.js';

/** A chart's clock, which can cancel all timers that were set with it. */
export class ChartClock {
  readonly #clock: Clock;
  /** Null while no timer waits: most charts are open and have none. */
  #waiting: Set<Timer> | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  setTimeout(fn: () => void, delayMs: number): Timer {
    const timer = this.#clock.setTimeout(() => {
      this.#forget(timer);
      fn();
    }, delayMs);
    this.#waiting ??= new Set();
    this.#waiting.add(timer);
    return timer;
  }

  clearTimeout(timer: Timer): void {
    this.#forget(timer);
    this.#clock.clearTimeout(timer);
  }

  callOff(): void {
    for (const timer of this.#waiting ?? []) this.clearTimeout(timer);
  }

  #forget(timer: Timer): void {
    this.#waiting?.delete(timer);
    if (this.#waiting?.size === 0) this.#waiting = null;
  }
}
