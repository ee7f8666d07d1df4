/** A timer as returned by `setTimeout`: a number in a page, an object in Node. */
export type Timer = unknown;

/**
 * The clock and timers that the library uses. Inject your own to test without waiting.
 *
 * `now` is monotonic, in milliseconds from any origin. All delays and minimum intervals are measured with it. `wallNow` is
 * the wall clock (`Date.now`). It is used for display (`retryAt`) and for ages that must include sleep, during which `now`
 * may stand still: queued messages, `lostForMs` and `cooldownMs`. Without `wallNow`, `now` is used instead.
 */
export interface Clock {
  /** Monotonic, in milliseconds from any origin. */
  now(): number;
  /** The wall clock, in milliseconds since 1970. */
  wallNow?(): number;
  /** Calls `fn` once, after `delayMs`. */
  setTimeout(fn: () => void, delayMs: number): Timer;
  /** Cancels the timer. Anything that is not a pending timer is ignored. */
  clearTimeout(timer: Timer): void;
}
