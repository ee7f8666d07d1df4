import type { Turn } from './turn.js';

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

/** The platform's clock, looked up at every call, so that importing and creating touch no global. */
export const platformClock: Required<Clock> = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  setTimeout: (fn, delayMs) => setTimeout(fn, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as number),
};

/** The longest delay that platforms keep; a longer one fires at once. */
const MAX_DELAY_MS = 2_147_483_647;

/**
 * The clock that charts and actors run on: timers are turns, keep any delay, and never fire early. (Node's fire up to
 * 1 ms before `now` has got there, browsers drop fractions; a throttle measured by `now` must not be cut short, AT2.)
 */
export const punctualClock = (clock: Clock, turn: Turn): Required<Clock> => {
  const arm = (timer: { platform: Timer }, fn: () => void, deadlineAt: number, delayMs: number) => {
    timer.platform = clock.setTimeout(
      () => {
        const restMs = deadlineAt - clock.now();
        if (restMs > 0) arm(timer, fn, deadlineAt, Math.ceil(restMs));
        else turn.run(fn);
      },
      Math.min(delayMs, MAX_DELAY_MS),
    );
  };
  return {
    now: () => clock.now(),
    wallNow: () => clock.wallNow?.() ?? clock.now(),
    setTimeout: (fn, delayMs) => {
      const timer = { platform: undefined };
      arm(timer, fn, clock.now() + delayMs, delayMs);
      return timer;
    },
    clearTimeout: (timer) => {
      if (timer) clock.clearTimeout((timer as { platform: Timer }).platform);
    },
  };
};
