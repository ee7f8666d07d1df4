import { expect, test } from 'vitest';
import { answersPings, createFixedRandom, refuses, sequence } from '../../src/testing/index.js';
import { type Session, startSession } from '../support/session.js';

const HEARTBEAT = {
  random: createFixedRandom(0.4),
  heartbeat: { ping: () => 'ping', intervalMs: 25_000, timeoutMs: 10_000, isPong: (data: unknown) => data === 'pong' },
};
const answering = answersPings((data) => data === 'ping', 'pong', { afterMs: 20 });

/** Offline and online, 100 times a second. */
const flap = ({ clock, page }: Session, forMs: number) => {
  for (let elapsedMs = 0; elapsedMs < forMs; elapsedMs += 10) {
    page.goesOffline();
    clock.advance(5);
    page.comesOnline();
    clock.advance(5);
  }
};

const failuresOf = ({ logged }: Session) => [...logged('attempt.failed'), ...logged('connection.lost')];
const attempts = ({ logged }: Session) => logged('attempt.started').map(({ attempt }) => attempt);

const isThrottled = (session: Session) => {
  const dialedAt = session.dialedAt('42');
  return dialedAt.every((at, index) => index === 0 || at - (dialedAt[index - 1] ?? 0) >= 2_000);
};

test('[LI5, PL1] fault 15: a link flap of 3 s costs a connection that answers nothing', async () => {
  const session = startSession(HEARTBEAT);
  session.gateway.behave(answering);
  await session.open('42');
  session.page.goesOffline();
  await session.clock.advanceAsync(3_000);
  session.page.comesOnline();
  await session.clock.advanceAsync(60_000);
  expect([session.dialedAt('42'), failuresOf(session), session.at('42').state]).toEqual([[0], [], 'open']);
});

test('[LI5, LI2] fault 15: after an address change, offline and online 2 ms apart, the dead connection is found in 5 s', async () => {
  const session = startSession(HEARTBEAT);
  await session.open('42');
  await session.clock.advanceAsync(5_000);
  session.page.goesOffline();
  await session.clock.advanceAsync(2);
  session.page.comesOnline();
  await session.clock.advanceAsync(5_000);
  expect([session.at('42').lastFailure?.kind, session.at('42').attempt]).toEqual(['half-open', 1]);
  await session.clock.advanceAsync(1_200);
  expect(session.dialedAt('42')).toEqual([0, 11_202]);
});

test('[LI5] fault 15: without a heartbeat it is replaced at once', async () => {
  const session = startSession();
  await session.open('42');
  await session.clock.advanceAsync(5_000);
  session.page.goesOffline();
  await session.clock.advanceAsync(2);
  session.page.comesOnline();
  await session.clock.advanceAsync(1_000);
  expect([session.dialedAt('42'), session.at('42').state, failuresOf(session)]).toEqual([[0, 5_002], 'open', []]);
});

test.each([
  ['with a heartbeat', HEARTBEAT],
  ['without one', {}],
])('[PL1] fault 15: offline for 10 minutes burns no attempt %s', async (_, options) => {
  const session = startSession(options);
  session.gateway.behave(sequence(answering, refuses(), answering));
  await session.open('42');
  await session.clock.advanceAsync(40_000);
  session.page.goesOffline();
  session.gateway.latest().peer.drops();
  await session.clock.advanceAsync(300_000);
  session.chats.get('42').retry();
  await session.clock.advanceAsync(300_000);
  const { state, phase, attempt } = session.at('42');
  session.page.comesOnline();
  await session.clock.advanceAsync(0);
  expect([state, phase, attempt]).toEqual(['backoff', 'parked', 0]);
  expect([session.at('42').state, session.at('42').attempt]).toEqual(['open', 0]);
});

test('[LI5, PL1, AT2] fault 15: 100 flaps a second for a minute cost an answering connection nothing', async () => {
  const session = startSession(HEARTBEAT);
  session.gateway.behave(answering);
  await session.open('42');
  flap(session, 60_000);
  expect([session.dialedAt('42'), failuresOf(session)]).toEqual([[0], []]);
});

test('[LI5, PL1, AT2] fault 15: nor burn they an attempt without a heartbeat, nor beat the throttle', async () => {
  const session = startSession();
  await session.open('42');
  flap(session, 60_000);
  await session.clock.advanceAsync(2_000);
  expect([session.at('42').state, failuresOf(session), isThrottled(session)]).toEqual(['open', [], true]);
  expect(new Set(attempts(session))).toEqual(new Set([0]));
  expect(session.gateway.peakLive('42')).toBe(1);
});

test('[PL1, PL2, AT2] fault 15: nor do they beat the throttle while nothing can be reached, or leave a timer behind', async () => {
  const session = startSession({ maxAttempts: Number.POSITIVE_INFINITY });
  session.gateway.behave(refuses());
  session.chats.select('42');
  flap(session, 60_000);
  expect([isThrottled(session), session.dialedAt('42').length <= 31]).toEqual([true, true]);
  session.chats.select(null);
  await session.clock.advanceAsync(0);
  expect([session.at('42').state, session.timers(), session.page.listenerCount]).toEqual(['idle', 0, 0]);
});
