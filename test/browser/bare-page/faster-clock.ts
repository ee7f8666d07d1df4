import type { Clock, Timer } from '../../../src/index.js';

/** The page's time, so many times faster, and how many timers wait on it. */
export function fasterClock(times: number): Clock & { pending(): number } {
  const waiting = new Set<unknown>();
  return {
    now: () => performance.now() * times,
    setTimeout(fn, delayMs) {
      const timer = setTimeout(() => {
        waiting.delete(timer);
        fn();
      }, delayMs / times);
      waiting.add(timer);
      return timer;
    },
    clearTimeout(timer: Timer) {
      waiting.delete(timer);
      clearTimeout(timer as ReturnType<typeof setTimeout>);
    },
    pending: () => waiting.size,
  };
}
