import type { Clock, Timer } from '../contract/clock.js';
import type { Batch } from './batch.js';

/** The platform's clock, looked up at every call, so that importing and creating use no global. */
export const platformClock: Required<Clock> = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  setTimeout: (fn, delayMs) => setTimeout(fn, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as number),
};

/** With a wall clock, which a clock may lack. */
export const completeClock = (clock: Clock): Required<Clock> => ({
  now: () => clock.now(),
  wallNow: () => clock.wallNow?.() ?? clock.now(),
  setTimeout: (fn, delayMs) => clock.setTimeout(fn, delayMs),
  clearTimeout: (timer) => clock.clearTimeout(timer),
});

/** The longest delay that platforms support; a longer one fires at once. */
const MAX_DELAY_MS = 2_147_483_647;

/** Platform timers fire early by less than this, measured by `now`. Some browsers advance `now` in steps of 100 ms. */
const MUCH_TOO_EARLY_MS = 200;

/**
 * If `now` advances less than this between setting a timer and its firing, it has hardly moved. Even a machine that sleeps
 * again and again stays awake longer.
 */
const HARDLY_MS = 50;

interface PunctualTimer {
  platform: Timer;
  isCleared: boolean;
}

/**
 * The clock that charts and actors run on. Each timer runs as a batch, supports any delay, and never fires early. (Node's
 * timers fire up to 1 ms before `now` says so, and browsers drop fractions; a throttle measured by `now` must not be cut
 * short, AT2.)
 *
 * Calls `onDisagreement` once if a timer fires too early, is set for the rest, and fires too early again while `now` hardly
 * moves. This happens with faked timers and a real `now`.
 */
export const punctualClock = (clock: Clock, batch: Batch, onDisagreement?: () => void): Required<Clock> => {
  let tellsDisagreement = onDisagreement;
  const arm = (
    timer: PunctualTimer,
    fn: () => void,
    deadlineAt: number,
    armedAt: number,
    delayMs: number,
    hasFiredInVain: boolean,
  ) => {
    timer.platform = clock.setTimeout(
      () => {
        const now = clock.now();
        // Reading the user's clock may have cleared it.
        if (timer.isCleared) return;
        const restMs = deadlineAt - now;
        if (restMs <= 0) return batch.run(fn);
        const isInVain = restMs > MUCH_TOO_EARLY_MS && now - armedAt < HARDLY_MS;
        if (isInVain && hasFiredInVain) {
          tellsDisagreement?.();
          tellsDisagreement = undefined;
        }
        arm(timer, fn, deadlineAt, now, Math.ceil(restMs), isInVain);
      },
      Math.min(delayMs, MAX_DELAY_MS),
    );
  };
  return {
    ...completeClock(clock),
    setTimeout: (fn, delayMs) => {
      const timer: PunctualTimer = { platform: undefined, isCleared: false };
      const now = clock.now();
      arm(timer, fn, now + delayMs, now, delayMs, false);
      return timer;
    },
    clearTimeout: (timer) => {
      if (!timer) return;
      const punctual = timer as PunctualTimer;
      punctual.isCleared = true;
      clock.clearTimeout(punctual.platform);
    },
  };
};
