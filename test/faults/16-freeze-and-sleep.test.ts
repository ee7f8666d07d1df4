import { expect, test } from 'vitest';
import { answersPings, createFixedRandom } from '../../src/testing/index.js';
import { type Session, startSession } from '../support/session.js';

const HEARTBEAT = {
  random: createFixedRandom(0.4),
  heartbeat: { ping: () => 'ping', intervalMs: 25_000, timeoutMs: 10_000, isPong: (data: unknown) => data === 'pong' },
};
const answering = answersPings((data) => data === 'ping', 'pong', { afterMs: 100 });

const stanceOf = ({ at }: Session) => [at('42').state, at('42').phase, at('42').lastFailure?.kind ?? null];

const startFrozen = async (options = {}) => {
  const session = startSession(options);
  await session.open('42');
  await session.clock.advanceAsync(5_000);
  session.page.freezes();
  return session;
};

test('[LI3] fault 16: a sleep of 20 s kills nobody who answers: what waited in the socket comes after the overdue timers', async () => {
  const session = startSession(HEARTBEAT);
  await session.open('42');
  await session.clock.advanceAsync(10_000);
  session.clock.sleep(20_000);
  session.gateway.latest().peer.sends('news');
  session.page.emits('resumed');
  session.gateway.latest().peer.sends('pong');
  await session.clock.advanceAsync(1_000);
  expect([...stanceOf(session), session.dialedAt('42')]).toEqual(['open', 'healthy', null, [0]]);
});

test('[LI3] fault 16: a tab hidden for 10 minutes, its timers a minute apart, loses nobody who answers', async () => {
  const session = startSession(HEARTBEAT);
  session.gateway.behave(answering);
  await session.open('42');
  session.page.hides();
  for (let minute = 0; minute < 10; minute += 1) {
    session.clock.sleep(60_000);
    await session.clock.advanceAsync(200);
  }
  session.page.shows();
  await session.clock.advanceAsync(200);
  expect([...stanceOf(session), session.dialedAt('42')]).toEqual(['open', 'healthy', null, [0]]);
});

test('[PL3] fault 16: a round trip through the back/forward cache, told twice, makes one new connection', async () => {
  const session = await startFrozen();
  session.page.freezes();
  session.clock.sleep(60_000);
  session.page.resumes();
  session.page.resumes();
  session.page.emits('visible');
  await session.clock.advanceAsync(60_000);
  expect([session.dialedAt('42'), session.gateway.peakLive(), session.at('42').attempt]).toEqual([[0, 65_000], 1, 0]);
});

test('[PL3] fault 16: a freeze of 5 minutes leaves nothing that happens meanwhile, and no false death', async () => {
  const heartbeat = { ping: () => 'ping', intervalMs: 25_000, timeoutMs: 10_000 };
  const session = await startFrozen({ heartbeat });
  session.chats.get('42').send('kept for 30 s');
  const before = session.records.length;
  session.clock.sleep(300_000);
  session.page.resumes();
  await session.clock.advanceAsync(0);
  expect([stanceOf(session), session.at('42').attempt]).toEqual([['open', 'healthy', null], 0]);
  expect(session.records.slice(before).map(({ event }) => event)).toEqual([
    ...['message.undelivered', 'attempt.started', 'state.changed', 'attempt.opened', 'state.changed'],
  ]);
});
