import { expect, test } from 'vitest';
import { hangs } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

test('[SE7, AT2, EN2] fault 18: two chats toggled at 60 Hz for a minute make two sockets and leak nothing', async () => {
  const session = startSession();
  const { chats, clock, gateway, page } = session;
  gateway.behave(hangs());
  for (let frame = 0; frame < 3_600; frame += 1) {
    chats.select(frame % 2 === 0 ? 'a' : 'b');
    await clock.settle();
    clock.advance(1000 / 60);
  }
  expect(gateway.constructedAt).toEqual([0]);
  expect(session.timers()).toBe(1);
  await clock.advanceAsync(1_000);
  expect(gateway.sockets.map(({ url }) => new URL(url).pathname)).toEqual(['/api/v1/chats/a/ws', '/api/v1/chats/b/ws']);
  expect([gateway.live.length, gateway.peakLive('a'), gateway.peakLive('b'), page.listenerCount]).toEqual([1, 1, 1, 1]);
  chats.select(null);
  await clock.settle();
  expect([session.timers(), gateway.live, page.listenerCount]).toEqual([0, [], 0]);
});

test('[SE2, SE4, EN2] fault 18: selected and deselected 1,000 times leaves no socket, timer or listener', async () => {
  const session = startSession();
  const { chats, clock, gateway, page } = session;
  for (let round = 0; round < 1_000; round += 1) {
    const release = chats.select('a');
    await clock.settle();
    if (round % 2 === 0) release();
    else chats.select(null);
    await clock.settle();
  }
  await clock.advanceAsync(60_000);
  expect(gateway.constructedAt.length).toBeLessThanOrEqual(1);
  expect([clock.pending, gateway.live, page.listenerCount]).toEqual([[], [], 0]);
  expect(gateway.sockets.map((socket) => socket.listenerCount('open'))).toEqual(gateway.sockets.map(() => 0));
});

test('[SE7, AT2] fault 18: selected by its own subscriber in a loop, chat after chat, each dials once at most', async () => {
  const session = startSession();
  const { chats, clock, gateway } = session;
  let left = 500;
  chats.subscribe(() => {
    if (left === 0) return;
    left -= 1;
    chats.select(left % 2 === 0 ? 'a' : 'b');
  });
  await clock.advanceAsync(60_000);
  expect(left).toBe(0);
  expect(gateway.sockets.map(({ url }) => new URL(url).pathname)).toEqual(['/api/v1/chats/b/ws', '/api/v1/chats/a/ws']);
  expect(chats.getSnapshot()).toMatchObject({ selected: 'a', connected: true });
});
