import { expect, test } from 'vitest';
import { accepts, createFakeGateway, createVirtualClock } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

test('[EN1, LI4] fault 14: with a peer that ignores Close it is settled at once', async () => {
  const session = startSession();
  const { chats, clock, gateway } = session;
  await session.open('a');
  gateway.latest('a').peer.answersClose('never');
  chats.dispose();
  expect(session.events.at(-1)).toEqual({
    at: 0,
    type: 'close',
    event: { chatId: 'a', code: 1000, reason: '', wasClean: true, willRetry: false },
  });
  expect([gateway.latest('a').readyState, gateway.latest('a').closedBy]).toEqual([2, { code: 1000, reason: '' }]);
  expect(clock.pending).toEqual([]);
  const events = session.events.length;
  gateway.latest('a').peer.drops();
  await clock.advanceAsync(600_000);
  expect(session.events.length).toBe(events);
});

test('[EN1, LI4] fault 14: a socket that can be terminated is, 2 s after it was left; dispose cancels that', async () => {
  const clock = createVirtualClock();
  const gateway = createFakeGateway({
    clock,
    terminate: true,
    behaviour: (peer) => {
      peer.answersClose('never');
      accepts()(peer);
    },
  });
  const { WebSocket } = gateway;
  const { chats } = startSession({ clock, WebSocket, lingerMs: 0 });
  chats.select('left')();
  chats.retain('b');
  await clock.advanceAsync(0);
  chats.retain('left too')();
  await clock.advanceAsync(1_999);
  expect(gateway.sockets.map(({ isTerminated }) => isTerminated)).toEqual(gateway.sockets.map(() => false));
  chats.dispose();
  expect(clock.pending.length).toBe(gateway.pendingTasks);
  await clock.advanceAsync(60_000);
  expect(gateway.sockets.map(({ isTerminated }) => isTerminated)).toEqual(gateway.sockets.map(() => false));
  expect(clock.pending).toEqual([]);
});
