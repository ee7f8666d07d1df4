/** A timer as `setTimeout` returned it: a number in a page, an object in Node. */
export type Timer = unknown;

/**
 * The time as the library sees it; inject one to test without waiting.
 *
 * `now` is monotonic, in milliseconds from any origin: every delay and every minimum interval is measured by it.
 * `wallNow` is the wall clock (`Date.now`), for display (`retryAt`), and for what a sleep makes older though `now` stands
 * still meanwhile: queued messages, `lostForMs` and `cooldownMs`. Without it `now` stands in.
 */
export interface Clock {
  /** Monotonic, in milliseconds from any origin. */
  now(): number;
  /** The wall clock, in milliseconds since 1970. */
  wallNow?(): number;
  /** Calls `fn` once, `delayMs` from now. */
  setTimeout(fn: () => void, delayMs: number): Timer;
  /** Calls it off; what is no timer that waits is ignored. */
  clearTimeout(timer: Timer): void;
}
