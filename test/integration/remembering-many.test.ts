import { expect, test } from 'vitest';
import { IdleChats } from '../../src/registry/idle-chats.js';
import { createVirtualClock } from '../../src/testing/index.js';

const moment = (at: number) => ({ at, wallAt: at });

const start = (throttleMs: number, cooldownMs: number) => {
  const clock = createVirtualClock({ wallStartAt: 0 });
  return { clock, idle: new IdleChats(clock, { throttleMs, cooldownMs }) };
};

test('[SE9] forgetting works however many chats are remembered', () => {
  const { clock, idle } = start(2_000, 60_000);
  idle.add('first', moment(0));
  for (let chat = 0; chat < 300_000; chat += 1) idle.add(`chat-${chat}`, moment(1_000));
  clock.advance(60_000);
  const forgotten = idle.takeForgotten();
  const none = idle.takeForgotten();
  clock.advance(1_000);
  expect({ forgotten, none, rest: idle.takeForgotten().length }).toEqual({
    forgotten: ['first'],
    none: [],
    rest: 300_000,
  });
});

test('[SE9] without waits nothing is forgotten before there is something to forget', () => {
  const { idle } = start(0, 0);
  expect(idle.takeForgotten()).toEqual([]);
});

test('[SE9, AT2] a night for which the clock stood still counts for the cooldown, not for the throttle', () => {
  const { clock, idle } = start(2_000, 60_000);
  clock.advance(500);
  idle.add('a', moment(500));
  clock.shiftWall(8 * 3_600_000);
  clock.advance(1_999);
  const tooSoon = idle.takeForgotten();
  clock.advance(1);
  expect([tooSoon, idle.takeForgotten()]).toEqual([[], ['a']]);
});

test('[SE9] after a wall clock that was set back, and one that was set forward, each chat has its own time', () => {
  const { clock, idle } = start(0, 60_000);
  idle.add('before', moment(0));
  clock.shiftWall(-3_600_000);
  idle.add('between', { at: clock.now(), wallAt: clock.wallNow() });
  clock.shiftWall(3_600_000);
  const forgotten = idle.takeForgotten();
  clock.advance(60_000);
  expect([forgotten, idle.takeForgotten()]).toEqual([['between'], ['before']]);
});
