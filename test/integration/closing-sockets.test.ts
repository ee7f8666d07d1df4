import { expect, test } from 'vitest';
import { createFixedRandom } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

const ABNORMAL = { code: 1006, reason: '', wasClean: false };

/** A chat whose socket is CLOSING and says no more, as one whose peer has sent a Close and keeps the TCP connection. */
const startClosing = async (options = {}) => {
  const session = startSession({ backoff: () => 5_000, ...options });
  await session.open('a');
  const close = () => {
    const socket = session.gateway.latest('a');
    socket.peer.answersClose('never');
    socket.close();
  };
  return { ...session, close, stance: () => [session.at('a').state, session.at('a').lastClose] };
};

test('[AT5, SD3] a send that finds the socket closing is queued, and the connection is lost 1 s later', async () => {
  const { chats, clock, close, gateway, stance, timers } = await startClosing();
  close();
  await clock.advanceAsync(40_000);
  const unnoticed = [...stance(), timers()];
  const { status } = chats.get('a').send('kept');
  chats.get('a').send('kept too');
  await clock.advanceAsync(999);
  const before = stance();
  await clock.advanceAsync(1);
  const after = stance();
  await clock.advanceAsync(5_000);
  expect({ unnoticed, status, before, after, sent: gateway.sockets.map(({ sent }) => sent) }).toEqual({
    unnoticed: ['open', null, 0],
    status: 'queued',
    before: ['open', null],
    after: ['backoff', ABNORMAL],
    sent: [[], ['kept', 'kept too']],
  });
});

test('[AT5, SD2] so is one whose queue waits for the peer to read', async () => {
  const { chats, clock, close, gateway, stance } = await startClosing();
  await clock.advanceAsync(10_000);
  gateway.latest('a').peer.stopsReading();
  for (const data of ['x'.repeat(300_000), 'waits']) chats.get('a').send(data);
  close();
  await clock.advanceAsync(1_249);
  const before = stance();
  await clock.advanceAsync(1);
  expect([before, stance()]).toEqual([
    ['open', null],
    ['backoff', ABNORMAL],
  ]);
});

test('[AT5, LI1] so is one whose probe finds it closing, and no ping is sent', async () => {
  let pings = 0;
  const ping = () => {
    pings += 1;
    return 'ping';
  };
  const { clock, close, stance } = await startClosing({
    heartbeat: { ping, intervalMs: 10_000, timeoutMs: 5_000 },
    random: createFixedRandom(0.5),
  });
  close();
  await clock.advanceAsync(5_999);
  const before = stance();
  await clock.advanceAsync(1);
  expect([before, stance(), pings]).toEqual([['open', null], ['backoff', ABNORMAL], 0]);
});

test('[AT5] a close event that comes within that second has its own code', async () => {
  const { chats, clock, close, gateway, stance } = await startClosing();
  close();
  chats.get('a').send('kept');
  await clock.advanceAsync(500);
  gateway.latest('a').peer.closes(1001, 'restart');
  await clock.advanceAsync(1_000);
  expect(stance()).toEqual(['backoff', { code: 1001, reason: 'restart', wasClean: true }]);
});
