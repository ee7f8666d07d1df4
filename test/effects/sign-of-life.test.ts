import { expect, test } from 'vitest';
import { SignOfLife } from '../../src/effects/sign-of-life.js';
import { createVirtualClock } from '../../src/testing/index.js';

const start = () => {
  const clock = createVirtualClock({ startAt: 500, wallStartAt: 9_000 });
  const sign = new SignOfLife(clock);
  sign.note();
  return { clock, sign };
};

test('[RE1] the last sign of life is told on both clocks', () => {
  const { clock, sign } = start();
  const first = sign.moment;
  clock.advance(700);
  sign.note();
  clock.advance(10_000);
  expect([first, sign.moment, sign.at]).toEqual([{ at: 500, wallAt: 9_000 }, { at: 1_200, wallAt: 9_700 }, 1_200]);
});

test('[RE1] a wall clock that was set is seen by the first sign a second later, and till then the time is early', () => {
  const { clock, sign } = start();
  clock.shiftWall(3_600_000);
  clock.advance(999);
  sign.note();
  const early = sign.moment.wallAt;
  clock.advance(1);
  sign.note();
  expect([early, sign.moment.wallAt]).toEqual([9_999, 3_610_000]);
});
