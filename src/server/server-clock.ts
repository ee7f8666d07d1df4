import type { Clock } from '../contract/clock.js';

export const serverClock: Required<Clock> = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  setTimeout: (fn, delayMs) => setTimeout(fn, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as number),
};

/** Milliseconds since 1970 on a clock that may have no wall clock. */
export const wallTime = (clock: Clock): number => clock.wallNow?.() ?? clock.now();

/** Calls `fn` once the sockets that have something to read were read: what arrives in one turn is one batch. */
export const afterThisTurn = (fn: () => void): void => {
  if (typeof setImmediate === 'function') setImmediate(fn);
  else setTimeout(fn, 0);
};
