import { expect, test } from 'vitest';
import { SignOfLife } from '../../src/effects/sign-of-life.js';
import { createVirtualClock } from '../../src/testing/index.js';

const start = () => {
  const clock = createVirtualClock({ startAt: 500, wallStartAt: 9_000 });
  const sign = new SignOfLife(clock);
  sign.begin();
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

test('[ME1] a frame came when its event says, once the opening’s time stamp was of the clock; without one the clock is read', () => {
  const { clock, sign } = start();
  sign.begin(499.5);
  clock.advance(5_000);
  sign.note(5_400);
  const stamped = sign.at;
  sign.note();
  expect([stamped, sign.at]).toEqual([5_400, 5_500]);
});

test.each([
  ['of the wall clock', 9_000],
  ['a second before', -500],
  ['a second ahead', 1_500],
  ['none', undefined],
])('[ME1] where the time stamp of the opening is %s, those of frames say nothing', (_, timeStamp) => {
  const { clock, sign } = start();
  sign.begin(timeStamp);
  const opened = sign.at;
  clock.advance(700);
  sign.note(1_100);
  expect([opened, sign.at]).toEqual([500, 1_200]);
});
