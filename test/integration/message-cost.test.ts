import { expect, onTestFinished, test, vi } from 'vitest';
import { createChatConnections } from '../../src/index.js';
import { createFakeGateway, createVirtualClock } from '../../src/testing/index.js';
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

test.each([
  ['costs no reading of the clock, since its event has the time', 0, [0, 250]],
  ['costs a reading where events have the time of another clock', Date.UTC(2025, 0, 1), [100, 250]],
])('[ME1] on the platform’s clock an inbound message %s', async (_, offsetMs, expected) => {
  const clock = createVirtualClock({ startAt: 5_000 });
  let readings = 0;
  const now = () => {
    readings += 1;
    return clock.now();
  };
  vi.stubGlobal('performance', { now });
  vi.stubGlobal('setTimeout', clock.setTimeout);
  vi.stubGlobal('clearTimeout', clock.clearTimeout);
  onTestFinished(() => void vi.unstubAllGlobals());
  const network = createFakeGateway({ clock: { ...clock, now: () => clock.now() + offsetMs } });
  const chats = createChatConnections({ gateway: 'wss://gateway.example', WebSocket: network.WebSocket });
  onTestFinished(() => chats.dispose());
  const lost: (number | null)[] = [];
  chats.on('open', ({ lostForMs }) => lost.push(lostForMs));
  chats.select('a');
  await clock.advanceAsync(0);
  const { peer } = network.latest('a');
  clock.advance(2_000);
  const before = readings;
  for (let frame = 0; frame < 100; frame += 1) peer.sends('x');
  const cost = readings - before;
  clock.advance(250);
  peer.drops();
  const lostAt = clock.now();
  await clock.advanceAsync(5_000);
  const backAfterMs = (lost[1] ?? 0) - (network.latest('a').constructedAt - offsetMs - lostAt);
  expect([cost, Math.round(backAfterMs)]).toEqual(expected);
});
