import { expect, test } from 'vitest';
import { createChatConnections } from '../../src/index.js';
import { createFakeGateway, createVirtualClock } from '../../src/testing/index.js';

const INTERVAL_MS = 25_000;

/** Instants and shares whose sums a double cannot hold exactly, as those of `performance.now` and `Math.random` are. */
const STARTS = Array.from({ length: 20 }, (_, index) => 1_000_000 + index * Math.PI);

test.each([0.1, 1 / 3, Math.SQRT1_2, 0.9])('[LI1] a ping is due after %s of the interval, at any instant', (share) => {
  const pings = STARTS.map((startAt) => {
    const clock = createVirtualClock({ startAt });
    const gateway = createFakeGateway({ clock });
    const chats = createChatConnections({
      clock,
      WebSocket: gateway.WebSocket,
      gateway: 'wss://gateway.example',
      random: () => share,
      heartbeat: { ping: () => 'ping', intervalMs: INTERVAL_MS },
    });
    chats.select('42');
    clock.advance(share * INTERVAL_MS - 1);
    const early = gateway.latest('42').sent.length;
    clock.advance(2);
    const due = gateway.latest('42').sent.length;
    chats.dispose();
    return { early, due };
  });
  expect(pings).toEqual(STARTS.map(() => ({ early: 0, due: 1 })));
});
