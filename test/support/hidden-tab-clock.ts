import type { Clock } from '../../src/index.js';
import type { VirtualClock } from '../../src/testing/index.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/** Of timers that each set the next one, this one is slowed down, and all after it. */
const SLOWED_LEVEL = 5;

/**
 * Timers as Chromium keeps them in a tab that has been hidden for long: they fire at whole seconds, and those that were
 * set within the fifth of a chain or later at whole minutes. What is not set within a timer begins another chain.
 */
export const createHiddenTabClock = (clock: VirtualClock): Clock => {
  let level = 0;
  return {
    now: clock.now,
    wallNow: clock.wallNow,
    clearTimeout: clock.clearTimeout,
    setTimeout(fn, delayMs) {
      const ownLevel = level + 1;
      const alignedTo = ownLevel > SLOWED_LEVEL ? MINUTE_MS : SECOND_MS;
      const dueAt = Math.ceil((clock.now() + Math.max(0, delayMs)) / alignedTo) * alignedTo;
      return clock.setTimeout(() => {
        level = ownLevel;
        try {
          fn();
        } finally {
          level = 0;
        }
      }, dueAt - clock.now());
    },
  };
};
