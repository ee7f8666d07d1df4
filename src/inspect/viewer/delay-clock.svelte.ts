import type { RunningDelay } from '../inspection.js';

const TICK_MS = 100;

/** What is left of a delay. */
export interface DelayRest {
  readonly name: string;
  readonly delayMs: number;
  readonly restMs: number;
}

/** The delays that are looked at. */
export interface LookedAt {
  readonly delays: readonly RunningDelay[];
  /** The instant that is looked at; null for the present. */
  readonly asOf: number | null;
}

/** What is left of the delays that run. It ticks only while one runs, at present, and somebody can see it. */
export class DelayClock {
  readonly #lookedAt: () => LookedAt;
  #isSeen = $state.raw(false);
  #isInSight = false;
  #now = $state.raw(0);
  readonly #delays = $derived.by(() => this.#lookedAt().delays);
  readonly #asOf = $derived.by(() => this.#lookedAt().asOf);
  readonly #isTicking = $derived(
    this.#isSeen &&
      this.#asOf === null &&
      this.#delays.some(({ startedAt, delayMs }) => startedAt + delayMs > this.#now),
  );
  readonly rests: readonly DelayRest[] = $derived(
    this.#delays.map(({ name, startedAt, delayMs }) => {
      const left = startedAt + delayMs - (this.#asOf ?? this.#now);
      return { name, delayMs, restMs: Math.min(Math.max(0, left), delayMs) };
    }),
  );

  /** Its ticks are in real time, whatever `wallNow` says. */
  constructor(lookedAt: () => LookedAt, wallNow: () => number) {
    this.#lookedAt = lookedAt;
    const look = () => {
      this.#now = wallNow();
    };
    $effect.pre(() => {
      void [this.#delays, this.#asOf];
      look();
    });
    $effect(() => {
      if (!this.#isTicking) return undefined;
      look();
      const timer = setInterval(look, TICK_MS);
      return () => clearInterval(timer);
    });
  }

  /** To be called when what shows it comes into sight or goes out of it, and when the page does. */
  see(isInSight = this.#isInSight): void {
    this.#isInSight = isInSight;
    this.#isSeen = isInSight && document.visibilityState === 'visible';
  }
}
