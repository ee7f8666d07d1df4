import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Clock } from '../../src/contract/clock.js';
import { Batch } from '../../src/effects/batch.js';
import { platformClock, punctualClock } from '../../src/effects/clock.js';
import { createVirtualClock } from '../../src/testing/index.js';

const DAY_MS = 86_400_000;

afterEach(() => vi.useRealTimers());

/** A punctual clock over a virtual one, and when its timers ran. */
const clockOf = () => {
  const virtual = createVirtualClock();
  const batch = new Batch();
  const clock = punctualClock(virtual, batch);
  const ranAt: number[] = [];
  return { virtual, batch, clock, ranAt, note: () => ranAt.push(virtual.now()) };
};

describe('punctualClock', () => {
  test('[AT2] runs a timer once, exactly when it is due', () => {
    const { virtual, clock, ranAt, note } = clockOf();
    clock.setTimeout(note, 2_000);
    virtual.advance(1_999);
    const before = [...ranAt];
    virtual.advance(10_000);
    expect({ before, ranAt, pending: virtual.pending }).toEqual({ before: [], ranAt: [2_000], pending: [] });
  });

  test('[EN2] a timer does not run that is cleared while the clock is asked whether it is due', () => {
    const virtual = createVirtualClock();
    let asked: () => void = () => undefined;
    const now = () => {
      asked();
      return virtual.now();
    };
    const clock = punctualClock({ ...virtual, now }, new Batch());
    let runs = 0;
    const timer = clock.setTimeout(() => {
      runs += 1;
    }, 10);
    asked = () => clock.clearTimeout(timer);
    virtual.advance(20);
    expect([runs, virtual.pending]).toEqual([0, []]);
  });

  test('[AT2] waits the rest when the platform fires early', () => {
    let now = 0;
    const delays: number[] = [];
    const fires: (() => void)[] = [];
    const early: Clock = {
      now: () => now,
      setTimeout: (fn, delayMs) => {
        delays.push(delayMs);
        fires.push(fn);
      },
      clearTimeout: () => undefined,
    };
    let runs = 0;
    punctualClock(early, new Batch()).setTimeout(() => {
      runs += 1;
    }, 2_000);
    const seen: [number, number][] = [];
    for (const at of [1_999.2, 1_999.9, 2_000]) {
      now = at;
      fires.shift()?.();
      seen.push([at, runs]);
    }
    expect({ seen, delays, left: fires.length }).toEqual({
      seen: [
        [1_999.2, 0],
        [1_999.9, 0],
        [2_000, 1],
      ],
      delays: [2_000, 1, 1],
      left: 0,
    });
  });

  describe('tells when timers and now disagree', () => {
    /** Sets a timer of 2 s and fires it again and again, `now` having moved by so much each time; how often it was told. */
    const toldAfter = (...movedMs: readonly number[]) => {
      let now = 5_000;
      let fire = () => undefined as unknown;
      const faked: Clock = {
        now: () => now,
        setTimeout: (fn) => {
          fire = fn;
        },
        clearTimeout: () => undefined,
      };
      let told = 0;
      const clock = punctualClock(faked, new Batch(), () => {
        told += 1;
      });
      clock.setTimeout(() => undefined, 2_000);
      for (const ms of movedMs) {
        now += ms;
        fire();
      }
      return told;
    };

    test('once, when a timer fires twice in a row while now hardly moves', () => {
      expect([[0], [0, 0], [0, 0, 0, 0, 0], [49.9, 49.9]].map((moved) => toldAfter(...moved))).toEqual([0, 1, 1, 1]);
    });

    test('not of a machine that sleeps: its timers may count the sleep and now not, but now moves while it is awake', () => {
      expect(
        [
          [50, 50, 50],
          [0, 50, 0, 50, 0],
          [1_000, 0, 900, 0],
        ].map((moved) => toldAfter(...moved)),
      ).toEqual([0, 0, 0]);
    });

    test('not of what platforms do: a timer that is early by less than steps of now', () => {
      expect(
        [
          [1_800, 0, 0, 0],
          [1_799, 0, 0],
        ].map((moved) => toldAfter(...moved)),
      ).toEqual([0, 1]);
    });

    test('not of a clock that nobody listens to', () => {
      let fire = () => undefined as unknown;
      const faked: Clock = {
        now: () => 0,
        setTimeout: (fn) => {
          fire = fn;
        },
        clearTimeout: () => undefined,
      };
      punctualClock(faked, new Batch()).setTimeout(() => undefined, 2_000);
      expect(() => [fire(), fire(), fire()]).not.toThrow();
    });
  });

  test('keeps a delay that no platform timer can hold', () => {
    const { virtual, clock, ranAt, note } = clockOf();
    clock.setTimeout(note, 60 * DAY_MS);
    virtual.advance(59 * DAY_MS);
    const before = [...ranAt];
    virtual.advance(2 * DAY_MS);
    expect({ before, ranAt }).toEqual({ before: [], ranAt: [60 * DAY_MS] });
  });

  test('clears a timer, one that was armed again included, and nothing for undefined', () => {
    const { virtual, clock, ranAt, note } = clockOf();
    const short = clock.setTimeout(note, 10);
    const long = clock.setTimeout(note, 60 * DAY_MS);
    virtual.advance(0);
    clock.clearTimeout(short);
    virtual.advance(30 * DAY_MS);
    clock.clearTimeout(long);
    clock.clearTimeout(undefined);
    expect({ pending: virtual.pending, ranAt }).toEqual({ pending: [], ranAt: [] });
  });

  test('makes each timer a batch: callbacks wait for its end', () => {
    const { virtual, batch, clock } = clockOf();
    const order: string[] = [];
    clock.setTimeout(() => {
      batch.afterwards(() => order.push('callback'));
      order.push('timer');
    }, 5);
    virtual.advance(5);
    expect(order).toEqual(['timer', 'callback']);
  });

  test('shows the wall clock, or now() where an injected clock has none', () => {
    const { virtual, clock } = clockOf();
    virtual.shiftWall(3_600_000);
    const { now, setTimeout, clearTimeout } = createVirtualClock({ startAt: 7 });
    const without = punctualClock({ now, setTimeout, clearTimeout }, new Batch());
    expect([clock.wallNow() - clock.now(), without.wallNow()]).toEqual([Date.UTC(2025, 0, 1) + 3_600_000, 7]);
  });
});

describe('platformClock', () => {
  test("is the platform's, looked up at every call", () => {
    vi.useFakeTimers({ now: 1_000_000 });
    const ran: string[] = [];
    const cleared = platformClock.setTimeout(() => ran.push('cleared'), 10);
    platformClock.setTimeout(() => ran.push('kept'), 20);
    platformClock.clearTimeout(cleared);
    const startedAt = platformClock.now();
    vi.advanceTimersByTime(20);
    expect({ ran, elapsed: platformClock.now() - startedAt, wall: platformClock.wallNow() }).toEqual({
      ran: ['kept'],
      elapsed: 20,
      wall: 1_000_020,
    });
  });
});
