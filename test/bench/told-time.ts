import { createVirtualClock, type VirtualClock } from '../../src/testing/index.js';
import { macrotask } from './processor-time.js';

/** Time that passes only when it is told to. */
export interface ToldTime {
  readonly clock: VirtualClock;
  /** Takes the place of this process's timers and clocks until `fn` is done. */
  during<Result>(fn: () => Promise<Result>): Promise<Result>;
  /** Passes from timer to timer, and lets promises settle after each, until it is so. */
  passUntil(isSo: () => boolean): Promise<void>;
}

export const createToldTime = (): ToldTime => {
  const clock = createVirtualClock();
  const told = {
    setTimeout: (fn: (...args: unknown[]) => void, delayMs = 0, ...args: unknown[]) =>
      clock.setTimeout(() => fn(...args), delayMs),
    clearTimeout: (timer: unknown) => clock.clearTimeout(timer),
  };
  return {
    clock,
    async during(fn) {
      const { setTimeout, clearTimeout } = globalThis;
      const { now: wallNow } = Date;
      const now = performance.now.bind(performance);
      Object.assign(globalThis, told);
      Date.now = clock.wallNow;
      performance.now = clock.now;
      try {
        return await fn();
      } finally {
        Object.assign(globalThis, { setTimeout, clearTimeout });
        Date.now = wallNow;
        performance.now = now;
      }
    },
    async passUntil(isSo) {
      await macrotask();
      while (!isSo()) {
        const [next] = clock.pending;
        if (next === undefined) throw new Error('nothing is awaited any more');
        clock.advance(Math.max(0, next.at - clock.now()));
        await macrotask();
      }
    },
  };
};
