import { describe, expect, test } from 'vitest';
import { accepts, acceptsThenCloses, refuses, sequence } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

const PATIENT = { backoff: () => 100_000 };

/** Refused at 0, and waiting until 100 s. */
const startWaiting = async (options = {}) => {
  const session = startSession({ ...PATIENT, ...options });
  session.gateway.behave(sequence(refuses(), accepts()));
  await session.open('42');
  await session.clock.advanceAsync(1);
  return session;
};

describe('a wake signal in backoff', () => {
  test.each([
    ['online', 5_000],
    ['resumed', 5_000],
    ['visible', 10_000],
  ] as const)('[PL2] %s attempts at once (after %d ms)', async (signal, atMs) => {
    const session = await startWaiting();
    await session.clock.advanceAsync(atMs - 1);
    session.page.emits(signal);
    expect(session.at('42')).toMatchObject({ state: 'connecting', phase: 'dialing', attempt: 1 });
    await session.clock.advanceAsync(200_000);
    expect([session.dialedAt('42'), session.logged('attempt.started').map(({ trigger }) => trigger)]).toEqual([
      [0, atMs],
      ['wanted', 'woken'],
    ]);
  });

  test.each(['online', 'resumed'] as const)('[PL2, AT2] %s within the throttle waits out the rest', async (signal) => {
    const session = await startWaiting();
    await session.clock.advanceAsync(499);
    session.page.emits(signal);
    const { state, retryAt } = session.at('42');
    expect([state, retryAt]).toEqual(['throttled', session.clock.wallNow() + 1_500]);
    await session.clock.advanceAsync(10_000);
    expect(session.dialedAt('42')).toEqual([0, 2_000]);
  });

  test('[PL2] visible changes nothing when the last attempt is less than 10 s past', async () => {
    const session = await startWaiting();
    await session.clock.advanceAsync(9_998);
    const before = session.at('42');
    session.page.emits('visible');
    expect(session.at('42')).toBe(before);
  });

  test('[PL2] flipping windows during an outage burns at most one attempt in 10 s', async () => {
    const session = startSession(PATIENT);
    session.gateway.behave(refuses());
    session.chats.select('42');
    for (let times = 0; times < 600; times += 1) {
      await session.clock.advanceAsync(50);
      session.page.hides();
      session.page.shows();
      session.page.emits('visible');
      await session.clock.advanceAsync(50);
    }
    const dialedAt = session.dialedAt('42');
    expect(dialedAt.length).toBeLessThanOrEqual(6);
    expect(dialedAt.slice(1).every((at, index) => at - (dialedAt[index] ?? 0) >= 10_000)).toBe(true);
  });

  test('[PL2, RE5] does not shorten what a server asked for', async () => {
    const session = startSession();
    session.gateway.behave(sequence(acceptsThenCloses(1013, 'retry-after=60'), accepts()));
    await session.open('42');
    await session.clock.advanceAsync(20_000);
    const before = session.at('42');
    for (const signal of ['online', 'visible', 'resumed'] as const) session.page.emits(signal);
    expect([before.state, session.at('42')]).toEqual(['backoff', before]);
    await session.clock.advanceAsync(39_000);
    expect(session.dialedAt('42')).toEqual([0]);
    await session.clock.advanceAsync(8_000);
    expect(session.dialedAt('42').length).toBe(2);
  });

  test('[PL2] many at once make one attempt', async () => {
    const session = await startWaiting();
    await session.clock.advanceAsync(30_000);
    for (let times = 0; times < 100; times += 1) {
      for (const signal of ['online', 'visible', 'resumed'] as const) session.page.emits(signal);
    }
    await session.clock.advanceAsync(60_000);
    expect([session.dialedAt('42'), session.gateway.peakLive('42')]).toEqual([[0, 30_001], 1]);
  });
});

describe('a wake signal in failed', () => {
  const startFailed = async () => {
    const session = startSession({ maxAttempts: 0 });
    session.gateway.behave(sequence(refuses(), accepts()));
    await session.open('42');
    await session.clock.advanceAsync(5_000);
    return session;
  };

  test.each(['online', 'resumed'] as const)('[RE3] %s attempts on a fresh budget', async (signal) => {
    const session = await startFailed();
    session.page.emits(signal);
    await session.clock.advanceAsync(0);
    expect([session.at('42').state, session.at('42').attempt, session.dialedAt('42')]).toEqual(['open', 0, [0, 5_000]]);
  });

  test('[RE3] visible does so only cooldownMs after the last attempt', async () => {
    const session = await startFailed();
    await session.clock.advanceAsync(54_999);
    session.page.emits('visible');
    const before = session.at('42').state;
    await session.clock.advanceAsync(1);
    session.page.emits('visible');
    await session.clock.advanceAsync(0);
    expect([before, session.at('42').state]).toEqual(['failed', 'open']);
  });

  test('[RE3, RE4] none ends a failure for another reason', async () => {
    const session = startSession();
    session.gateway.behave(acceptsThenCloses(4404));
    await session.open('42');
    await session.clock.advanceAsync(3_600_000);
    const before = session.at('42');
    for (const signal of ['online', 'visible', 'resumed'] as const) session.page.emits(signal);
    expect([before.failure?.reason, session.at('42'), session.timers()]).toEqual(['rejected', before, 0]);
  });

  test('[RE3] a chat that nobody wants is never woken', async () => {
    const session = await startFailed();
    session.chats.select(null);
    await session.clock.advanceAsync(0);
    for (const signal of ['online', 'visible', 'resumed'] as const) session.page.emits(signal);
    await session.clock.advanceAsync(600_000);
    expect([session.at('42').state, session.dialedAt('42')]).toEqual(['idle', [0]]);
  });
});
