/** A timer as `setTimeout` returned it: a number in a page, an object in Node. */
export type Timer = unknown;

/**
 * The time as the library sees it; inject one to test without waiting.
 *
 * `now` is monotonic, in milliseconds from any origin: every delay and every minimum interval is measured by it.
 * `wallNow` is the wall clock (`Date.now`), used for display alone (`retryAt`); without it `now` stands in.
 */
export interface Clock {
  now(): number;
  wallNow?(): number;
  setTimeout(fn: () => void, delayMs: number): Timer;
  clearTimeout(timer: Timer): void;
}

/** The platform's clock, looked up at every call, so that importing and creating touch no global. */
export const platformClock: Required<Clock> = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  setTimeout: (fn, delayMs) => setTimeout(fn, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as number),
};
