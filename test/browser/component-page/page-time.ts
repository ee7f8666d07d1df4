import type { VirtualClock } from '../../../src/testing/index.js';

/** Lets the page's own time, as far as components ask for it, be the clock's; returns what undoes that. */
export const followClock = (clock: VirtualClock): (() => void) => {
  const { setInterval, clearInterval } = globalThis;
  const now = Date.now;
  const timers = new Map<number, number>();
  let lastId = 0;
  Date.now = clock.wallNow;
  Object.assign(globalThis, {
    setInterval(fn: () => void, ms: number) {
      lastId += 1;
      const id = lastId;
      const again = () => {
        timers.set(id, clock.setTimeout(again, ms));
        fn();
      };
      timers.set(id, clock.setTimeout(again, ms));
      return id;
    },
    clearInterval(id: number) {
      clock.clearTimeout(timers.get(id) ?? 0);
      timers.delete(id);
    },
  });
  return () => {
    Date.now = now;
    Object.assign(globalThis, { setInterval, clearInterval });
  };
};
