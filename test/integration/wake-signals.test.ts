import { describe, expect, test } from 'vitest';
import { createFixedRandom } from '../../src/testing/index.js';
import { type Session, startSession } from '../support/session.js';

const HEARTBEAT = {
  random: createFixedRandom(0.8),
  heartbeat: { ping: () => 'ping', intervalMs: 25_000, timeoutMs: 10_000, isPong: (data: unknown) => data === 'pong' },
};

const WAKE = ['online', 'visible', 'resumed'] as const;

/** The first ping is due at 20 s. */
const startOpen = async (options = {}) => {
  const session = startSession({ ...HEARTBEAT, ...options });
  await session.open('42');
  return session;
};

const pings = ({ gateway }: Session) => gateway.latest('42').sent.length;
const stanceOf = ({ at }: Session) => [at('42').state, at('42').phase];

describe.each(WAKE)('%s, while open with a heartbeat', (signal) => {
  test('[LI5] probes at once, with 5 s for an answer', async () => {
    const session = await startOpen();
    await session.clock.advanceAsync(1_000);
    session.page.emits(signal);
    expect([...stanceOf(session), pings(session)]).toEqual(['open', 'probing', 1]);
    await session.clock.advanceAsync(4_999);
    const before = stanceOf(session);
    await session.clock.advanceAsync(1);
    expect([before, stanceOf(session), session.at('42').lastFailure?.kind]).toEqual([
      ['open', 'probing'],
      ['backoff', 'waiting'],
      'half-open',
    ]);
  });

  test('[LI5, LI1] keeps the connection that answers, and pings on as usual', async () => {
    const session = await startOpen();
    session.page.emits(signal);
    await session.clock.advanceAsync(4_999);
    session.gateway.latest().peer.sends('pong');
    await session.clock.advanceAsync(24_999);
    expect([...stanceOf(session), pings(session)]).toEqual(['open', 'healthy', 1]);
    await session.clock.advanceAsync(1);
    expect([...stanceOf(session), pings(session)]).toEqual(['open', 'probing', 2]);
  });

  test('[LI5] shortens the deadline of a probe to 5 s from now, and sends no second ping', async () => {
    const session = await startOpen();
    await session.clock.advanceAsync(22_000);
    session.page.emits(signal);
    await session.clock.advanceAsync(4_999);
    const before = [...stanceOf(session), pings(session)];
    await session.clock.advanceAsync(1);
    expect([before, stanceOf(session)]).toEqual([
      ['open', 'probing', 1],
      ['backoff', 'waiting'],
    ]);
  });

  test('[LI5] does not lengthen a deadline that is nearer, however often it comes', async () => {
    const session = await startOpen();
    await session.clock.advanceAsync(27_000);
    for (let times = 0; times < 29; times += 1) {
      session.page.emits(signal);
      await session.clock.advanceAsync(100);
    }
    const before = [...stanceOf(session), pings(session)];
    await session.clock.advanceAsync(100);
    expect([before, stanceOf(session)]).toEqual([
      ['open', 'probing', 1],
      ['backoff', 'waiting'],
    ]);
  });

  test('[LI5, LI3] on a deadline long past probes anew, with the whole timeout', async () => {
    const session = await startOpen();
    await session.clock.advanceAsync(20_000);
    session.clock.setTimeout(() => session.page.emits(signal), 1_000);
    session.clock.sleep(600_000);
    expect([...stanceOf(session), pings(session)]).toEqual(['open', 'probing', 2]);
    await session.clock.advanceAsync(9_999);
    expect(stanceOf(session)).toEqual(['open', 'probing']);
    await session.clock.advanceAsync(1);
    expect(stanceOf(session)).toEqual(['backoff', 'waiting']);
  });

  test('[LI5] probes a lingering connection too, and loses it as such', async () => {
    const session = await startOpen();
    session.chats.select(null);
    await session.clock.advanceAsync(0);
    session.page.emits(signal);
    const probing = stanceOf(session);
    await session.clock.advanceAsync(5_000);
    expect([probing, stanceOf(session), session.timers()]).toEqual([['open', 'probing'], ['idle', null], 0]);
  });
});

test('[LI5] a page that is merely hidden wakes nobody', async () => {
  const session = await startOpen();
  session.page.hides();
  expect([...stanceOf(session), pings(session)]).toEqual(['open', 'healthy', 0]);
});

test('[LI5] each chat is probed for itself', async () => {
  const session = await startOpen();
  session.chats.retain('7');
  await session.clock.advanceAsync(0);
  session.page.emits('visible');
  session.gateway.latest('7').peer.sends('pong');
  await session.clock.advanceAsync(5_000);
  expect([session.at('42').state, session.at('7').state]).toEqual(['backoff', 'open']);
});
