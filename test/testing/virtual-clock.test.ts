import { afterEach, describe, expect, test, vi } from 'vitest';
import { createVirtualClock, type VirtualClock } from '../../src/testing/index.js';

/** Sets a timer that writes down its name and the time it ran at. */
function note(clock: VirtualClock, log: string[], name: string, delayMs: number): number {
  return clock.setTimeout(() => log.push(`${name}@${clock.now()}`), delayMs);
}

describe('the time', () => {
  test('stands still until it is moved, and starts where it is told to', () => {
    const clock = createVirtualClock({ startAt: 500, wallStartAt: 1_000_000 });
    const before = [clock.now(), clock.wallNow()];
    clock.advance(250);
    expect([before, [clock.now(), clock.wallNow()]]).toEqual([
      [500, 1_000_000],
      [750, 1_000_250],
    ]);
  });

  test('shiftWall moves the wall clock alone, either way', () => {
    const clock = createVirtualClock({ wallStartAt: 0 });
    const log: string[] = [];
    note(clock, log, 'timer', 100);
    clock.shiftWall(3_600_000);
    const ahead = [clock.now(), clock.wallNow()];
    clock.shiftWall(-7_200_000);
    clock.advance(99);
    expect({ ahead, behind: [clock.now(), clock.wallNow()], log }).toEqual({
      ahead: [0, 3_600_000],
      behind: [99, -3_599_901],
      log: [],
    });
  });

  test.each([Number.NaN, -1, Number.POSITIVE_INFINITY])('cannot be moved by %d', async (ms) => {
    const clock = createVirtualClock();
    expect(() => clock.advance(ms)).toThrow(RangeError);
    expect(() => clock.sleep(ms)).toThrow(RangeError);
    await expect(clock.advanceAsync(ms)).rejects.toThrow(RangeError);
    expect(clock.now()).toBe(0);
  });
});

describe('timers', () => {
  test('run in order of time, then of setting, each exactly at its deadline', () => {
    const clock = createVirtualClock();
    const log: string[] = [];
    note(clock, log, 'late', 300);
    note(clock, log, 'first', 100);
    note(clock, log, 'second', 100);
    note(clock, log, 'not due', 301);
    clock.advance(300);
    expect({ log, now: clock.now(), pending: clock.pending }).toEqual({
      log: ['first@100', 'second@100', 'late@300'],
      now: 300,
      pending: [{ at: 301, delayMs: 301 }],
    });
  });

  test('that chain run at their own deadlines within one advance', () => {
    const clock = createVirtualClock();
    const log: string[] = [];
    clock.setTimeout(() => {
      note(clock, log, 'chained', 1_000);
      note(clock, log, 'at once', 0);
    }, 1_000);
    note(clock, log, 'between', 1_500);
    clock.advance(5_000);
    expect(log).toEqual(['at once@1000', 'between@1500', 'chained@2000']);
  });

  test('that are cleared do not run, also when cleared by a timer of the same instant; unknown ones are ignored', () => {
    const clock = createVirtualClock();
    const log: string[] = [];
    const cleared = note(clock, log, 'cleared', 10);
    clock.clearTimeout(cleared);
    clock.clearTimeout(cleared);
    for (const unknown of [undefined, null, 4711, 'x', {}]) clock.clearTimeout(unknown);
    clock.setTimeout(() => clock.clearTimeout(doomed), 20);
    const doomed = note(clock, log, 'doomed', 20);
    note(clock, log, 'kept', 20);
    clock.advance(20);
    expect({ log, pending: clock.pending }).toEqual({ log: ['kept@20'], pending: [] });
  });

  test.each([Number.NaN, -5, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 2 ** 31])(
    'with a delay of %d fire at once, as on the platforms',
    (delayMs) => {
      const clock = createVirtualClock({ startAt: 7 });
      const log: string[] = [];
      note(clock, log, 'timer', delayMs);
      const pending = clock.pending;
      clock.advance(0);
      expect({ pending, log }).toEqual({ pending: [{ at: 7, delayMs: 0 }], log: ['timer@7'] });
    },
  );

  test('after sleep run late, in order, all at the new time', () => {
    const clock = createVirtualClock();
    const log: string[] = [];
    note(clock, log, 'second', 2_000);
    note(clock, log, 'first', 1_000);
    clock.setTimeout(() => note(clock, log, 'chained', 500), 1_500);
    note(clock, log, 'not due', 60_001);
    clock.sleep(60_000);
    expect({ log, pending: clock.pending }).toEqual({
      log: ['first@60000', 'second@60000'],
      pending: [
        { at: 60_001, delayMs: 60_001 },
        { at: 60_500, delayMs: 500 },
      ],
    });
  });

  test('that throw do not stop the others; the errors come at the end', () => {
    const clock = createVirtualClock();
    const log: string[] = [];
    const one = new Error('one');
    const two = new Error('two');
    const fail = (error: Error, delayMs: number): number =>
      clock.setTimeout(() => {
        throw error;
      }, delayMs);
    fail(one, 10);
    note(clock, log, 'between', 15);
    expect(() => clock.advance(100)).toThrow(one);
    fail(one, 10);
    fail(two, 20);
    note(clock, log, 'after', 30);
    expect(() => clock.advance(100)).toThrow(expect.objectContaining({ errors: [one, two] }));
    expect({ log, now: clock.now() }).toEqual({ log: ['between@15', 'after@130'], now: 200 });
  });

  test('that set each other without delay for ever end in an error that says so', async () => {
    const clock = createVirtualClock();
    const spin = (): void => void clock.setTimeout(spin, 0);
    spin();
    expect(() => clock.advance(10)).toThrow(
      'Endless loop: timers without delay keep setting timers without delay at 0 ms',
    );
    const asyncClock = createVirtualClock();
    const spinAsync = (): void => void asyncClock.setTimeout(() => void Promise.resolve().then(spinAsync), 0);
    spinAsync();
    await expect(asyncClock.advanceAsync(10)).rejects.toThrow('Endless loop');
  });

  test('10,000 of one instant are no endless loop', () => {
    const clock = createVirtualClock();
    let ran = 0;
    for (let i = 0; i < 10_000; i += 1) {
      clock.setTimeout(() => {
        ran += 1;
      }, 5);
    }
    clock.advance(5);
    expect(ran).toBe(10_000);
  });
});

describe('promises', () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** A chain of several promises, each link a microtask of its own. */
  async function afterManyMicrotasks(fn: () => void): Promise<void> {
    for (let i = 0; i < 20; i += 1) await null;
    fn();
  }

  test('settle before the first timer, between timers of one instant, and at the end of advanceAsync', async () => {
    const clock = createVirtualClock();
    const log: string[] = [];
    void afterManyMicrotasks(() => note(clock, log, 'set by a promise', 5));
    for (const name of ['a', 'b']) {
      clock.setTimeout(() => {
        log.push(name);
        void afterManyMicrotasks(() => log.push(`after ${name}`));
      }, 10);
    }
    await clock.advanceAsync(10);
    expect(log).toEqual(['set by a promise@5', 'a', 'after a', 'b', 'after b']);
  });

  test('may set timers that are due within the same advanceAsync', async () => {
    const clock = createVirtualClock();
    const log: string[] = [];
    clock.setTimeout(() => void afterManyMicrotasks(() => note(clock, log, 'chained', 40)), 50);
    await clock.advanceAsync(100);
    expect({ log, now: clock.now() }).toEqual({ log: ['chained@90'], now: 100 });
  });

  test('do not settle in advance; settle lets them, and runs no timer', async () => {
    const clock = createVirtualClock();
    const log: string[] = [];
    void afterManyMicrotasks(() => log.push('promise'));
    note(clock, log, 'timer', 0);
    const beforeSettling = [...log];
    await clock.settle();
    expect({ beforeSettling, log }).toEqual({ beforeSettling: [], log: ['promise'] });
  });

  test('settle even while the platform’s timers are faked', async () => {
    vi.useFakeTimers();
    const clock = createVirtualClock();
    const log: string[] = [];
    note(clock, log, 'timer', 10);
    await clock.advanceAsync(10);
    await clock.settle();
    expect(log).toEqual(['timer@10']);
  });

  test('settle where there is no MessageChannel, as in jsdom, by reading a file', async () => {
    const { setImmediate } = globalThis;
    const read: unknown[] = [];
    class FileReader {
      onload: (() => void) | null = null;
      readAsText(blob: Blob): void {
        read.push(blob.size);
        setImmediate(() => this.onload?.());
      }
    }
    vi.stubGlobal('MessageChannel', undefined);
    vi.stubGlobal('FileReader', FileReader);
    vi.useFakeTimers();
    const clock = createVirtualClock();
    const log: string[] = [];
    void afterManyMicrotasks(() => log.push('promise'));
    await clock.settle();
    expect({ log, read }).toEqual({ log: ['promise'], read: [0] });
  });
});
