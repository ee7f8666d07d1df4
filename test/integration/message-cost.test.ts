import { expect, test } from 'vitest';
import { createVirtualClock } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

test('[ME1] an inbound message costs one reading of the clock, and one of the wall clock when a second has passed', async () => {
  const clock = createVirtualClock();
  const { advanceAsync } = clock;
  const readings = { now: 0, wallNow: 0 };
  const counting = {
    ...clock,
    now: () => {
      readings.now += 1;
      return clock.now();
    },
    wallNow: () => {
      readings.wallNow += 1;
      return clock.wallNow();
    },
  };
  const plain = startSession({ clock });
  plain.chats.dispose();
  const session = startSession({ clock: counting, WebSocket: plain.gateway.WebSocket });
  session.chats.select('a');
  await plain.clock.advanceAsync(0);
  await advanceAsync(0);
  const { peer } = plain.gateway.latest('a');
  const costOf = async (frames: number, everyMs: number) => {
    const before = { ...readings };
    for (let frame = 0; frame < frames; frame += 1) {
      clock.advance(everyMs);
      peer.sends('x');
    }
    return [readings.now - before.now, readings.wallNow - before.wallNow];
  };
  expect([await costOf(100, 0), await costOf(10, 1_000), await costOf(10, 500)]).toEqual([
    [100, 0],
    [10, 10],
    [10, 5],
  ]);
});
