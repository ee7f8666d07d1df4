import type { Clock } from '../contract/clock.js';
import { type QueuedTimer, TimerQueue } from './timer-queue.js';

/** The options of `createVirtualClock`. */
export interface VirtualClockOptions {
  /** The start value of `now()`, in milliseconds. Default 0. */
  readonly startAt?: number;
  /** The start value of `wallNow()`, in milliseconds since 1970. Default 2025-01-01T00:00:00Z. */
  readonly wallStartAt?: number;
}

/** A waiting timer. */
export interface PendingTimer {
  /** When it is due, on `now()`. */
  readonly at: number;
  /** The delay with which it was set. */
  readonly delayMs: number;
}

/**
 * A clock that moves only when a test moves it. Fits the option `clock`, and XState's.
 *
 * If a callback throws, the other timers still run: the call that moved the time throws the error at its end (several as an
 * `AggregateError`). More than 1,000 rounds of timers for the same instant count as an endless loop, and end the call with
 * an error.
 */
export interface VirtualClock extends Required<Clock> {
  /** As on the platforms, a delay that is negative, NaN or above 2^31 − 1 ms counts as 0. */
  setTimeout(fn: () => void, delayMs: number): number;
  /** The waiting timers, in the order in which they are due. */
  readonly pending: readonly PendingTimer[];
  /**
   * Advances the time by `ms` (0: runs what is due now), from deadline to deadline. Each timer, chained ones included, runs
   * with `now()` exactly at its deadline, in order of time and then of setting. Promises do not settle during the call.
   */
  advance(ms: number): void;
  /**
   * Like `advance`, but promises settle before the first timer, after each one and at the end, as between the tasks of a
   * platform: one real macrotask each time. Not affected by faked timers.
   */
  advanceAsync(ms: number): Promise<void>;
  /**
   * The machine sleeps for `ms`, as on Windows: the time jumps, then the overdue timers run late, in order, all at the new
   * time. On other systems `now()` and the timers stand still during sleep: use `shiftWall(ms)`.
   */
  sleep(ms: number): void;
  /** Sets the wall clock forward (or back) by `ms`; `now()` and the timers are not affected. */
  shiftWall(ms: number): void;
  /** Lets promises settle for one real macrotask; no timer runs. */
  settle(): Promise<void>;
}

const LONGEST_DELAY_MS = 2 ** 31 - 1;
const MAX_ROUNDS_PER_INSTANT = 1_000;
const WALL_START_AT = Date.UTC(2025, 0, 1);

/** Creates a clock that moves only when it is told to. */
export function createVirtualClock({
  startAt = 0,
  wallStartAt = WALL_START_AT,
}: VirtualClockOptions = {}): VirtualClock {
  const queue = new TimerQueue();
  let now = startAt;
  let wallOffset = wallStartAt - startAt;
  let lastId = 0;

  const runOf = (target: number): Run => {
    const errors: unknown[] = [];
    const endsRound = createRoundCounter();
    return {
      step() {
        const timer = queue.takeDue(target);
        if (timer === undefined) return false;
        now = Math.max(now, timer.at);
        if (endsRound(timer, now, lastId) > MAX_ROUNDS_PER_INSTANT) {
          errors.push(new Error(`Endless loop: timers without delay keep setting timers without delay at ${now} ms`));
          return false;
        }
        try {
          timer.run();
        } catch (error) {
          errors.push(error);
        }
        return true;
      },
      end() {
        now = Math.max(now, target);
        if (errors.length > 1) throw new AggregateError(errors, `${errors.length} timers threw`);
        if (errors.length === 1) throw errors[0];
      },
    };
  };
  const runAll = (run: Run): void => {
    while (run.step());
    run.end();
  };

  return {
    now: () => now,
    wallNow: () => now + wallOffset,
    setTimeout(fn, requestedMs) {
      const delayMs = requestedMs > 0 && requestedMs <= LONGEST_DELAY_MS ? requestedMs : 0;
      lastId += 1;
      queue.add({ id: lastId, at: now + delayMs, delayMs, run: fn });
      return lastId;
    },
    clearTimeout: (timer) => queue.remove(timer),
    get pending() {
      return queue.toArray().map(({ at, delayMs }) => ({ at, delayMs }));
    },
    advance: (ms) => runAll(runOf(now + duration(ms))),
    async advanceAsync(ms) {
      const run = runOf(now + duration(ms));
      do await macrotask();
      while (run.step());
      run.end();
    },
    sleep(ms) {
      now += duration(ms);
      runAll(runOf(now));
    },
    shiftWall(ms) {
      wallOffset += ms;
    },
    settle: macrotask,
  };
}

/** One advance of the time: its timers one by one, then its end. */
interface Run {
  step(): boolean;
  end(): void;
}

/** Counts the rounds within one instant. A round ends with the last timer that had been set when the round began. */
function createRoundCounter(): (timer: QueuedTimer, now: number, lastId: number) => number {
  let instant = Number.NaN;
  let lastOfRound = 0;
  let rounds = 0;
  return (timer, now, lastId) => {
    if (now !== instant) {
      instant = now;
      rounds = 0;
      lastOfRound = lastId;
    } else if (timer.id > lastOfRound) {
      rounds += 1;
      lastOfRound = lastId;
    }
    return rounds;
  };
}

function duration(ms: number): number {
  if (!(ms >= 0 && ms < Number.POSITIVE_INFINITY))
    throw new RangeError(`Expected a duration in ms, finite and not negative; got ${ms}`);
  return ms;
}

/**
 * One turn of the real event loop, using what test runners do not fake: they fake timers, but not message channels. jsdom
 * has no channels, but reads files on the event loop outside its window.
 */
function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof MessageChannel === 'undefined') {
      const reader = new FileReader();
      reader.onload = () => resolve();
      reader.readAsText(new Blob([]));
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
