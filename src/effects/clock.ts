import type { Clock, Timer } from '../contract/clock.js';
import type { Batch } from './batch.js';

/** The platform's clock, looked up at every call, so that importing and creating touch no global. */
export const platformClock: Required<Clock> = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  setTimeout: (fn, delayMs) => setTimeout(fn, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as number),
};

/** The longest delay that platforms keep; a longer one fires at once. */
const MAX_DELAY_MS = 2_147_483_647;

/** Platforms' timers fire less than this before `now` has got there, and some browsers' `now` goes by steps of 100 ms. */
const MUCH_TOO_EARLY_MS = 200;

/** What a machine that sleeps again and again does not stay under, from its waking until it sleeps. */
const HARDLY_MS = 50;

interface PunctualTimer {
  platform: Timer;
  isCleared: boolean;
}

/**
 * The clock that charts and actors run on: timers are turns, keep any delay, and never fire early. (Node's fire up to
 * 1 ms before `now` has got there, browsers drop fractions; a throttle measured by `now` must not be cut short, AT2.)
 *
 * Tells once when a timer fires, and when set for the rest fires again, while `now` hardly moves: faked timers with a real `now`.
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
        // Whose clock was asked may have cleared it.
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
    now: () => clock.now(),
    wallNow: () => clock.wallNow?.() ?? clock.now(),
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
