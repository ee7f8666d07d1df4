import { expect, test } from 'vitest';
import { gapMs, laterBy, presentOf } from '../../src/domain/moment.js';
import { createVirtualClock } from '../../src/testing/index.js';

const noted = () => {
  const clock = createVirtualClock({ startAt: 500, wallStartAt: 9_000 });
  const before = presentOf(clock);
  clock.advance(3_000);
  return { clock, before, sinceMs: () => gapMs(before, presentOf(clock)) };
};

test('[SD3] a moment is noted on both clocks, and moved on both', () => {
  const { before } = noted();
  expect([before, laterBy(before, 30)]).toEqual([
    { at: 500, wallAt: 9_000 },
    { at: 530, wallAt: 9_030 },
  ]);
});

test('[SD3] the gap between two moments is what both clocks say', () => {
  expect(noted().sinceMs()).toBe(3_000);
});

test('[SD3] a sleep for which the monotonic clock stood still is in it', () => {
  const { clock, sinceMs } = noted();
  clock.shiftWall(8 * 3_600_000);
  expect(sinceMs()).toBe(8 * 3_600_000 + 3_000);
});

test('[SD3] a wall clock that was set back takes nothing from it', () => {
  const { clock, sinceMs } = noted();
  clock.shiftWall(-3_600_000);
  expect(sinceMs()).toBe(3_000);
});
