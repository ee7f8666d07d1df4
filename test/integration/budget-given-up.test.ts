import { describe, expect, test } from 'vitest';
import type { ChatConnectionsOptions } from '../../src/index.js';
import { accepts, acceptsThenCloses, refuses, sequence } from '../../src/testing/index.js';
import { type Session, startSession } from '../support/session.js';

/** A chat that spent its budget: `failed('attempts-exhausted')`. */
const exhaust = async (options: ChatConnectionsOptions = {}) => {
  const session = startSession({ random: () => 0.5, maxAttempts: 2, burstMs: 0, ...options });
  session.gateway.behave(refuses());
  session.chats.select('42');
  await session.clock.advanceAsync(5_000);
  expect([session.at('42').failure?.reason, session.dialedAt('42')]).toEqual(['attempts-exhausted', [0, 2_000, 5_000]]);
  return session;
};

const stance = (session: Session) => {
  const { state, attempt, failure } = session.at('42');
  return { state, attempt, reason: failure?.reason };
};

const GAVE_UP = { state: 'failed', attempt: 2, reason: 'attempts-exhausted' };

describe('a chat that gave up', () => {
  test('[RE4] is quiet: no attempt, no timer, nothing in the log, for a day', async () => {
    const session = await exhaust();
    const before = [...session.records];
    await session.clock.advanceAsync(86_400_000);
    session.chats.select('42');
    session.chats.get('42').getSnapshot();
    await session.clock.advanceAsync(1_000);
    expect([session.records, session.timers(), stance(session)]).toEqual([before, 0, GAVE_UP]);
  });

  test('[RE4] attempts again by retry(), on a fresh budget', async () => {
    const session = await exhaust();
    await session.clock.advanceAsync(10_000);
    session.chats.get('42').retry();
    const { state, attempt, failure } = session.at('42');
    await session.clock.advanceAsync(600_000);
    expect([state, attempt, failure, session.dialedAt('42').slice(3)]).toEqual([
      'connecting',
      0,
      null,
      [15_000, 17_000, 20_000],
    ]);
  });

  test.each(['online', 'resumed'] as const)(
    '[RE3, RE4] attempts again by `%s`, through the throttle',
    async (signal) => {
      const session = await exhaust();
      session.page.emits(signal);
      const { state, attempt } = session.at('42');
      await session.clock.advanceAsync(2_000);
      expect([state, attempt, session.dialedAt('42')[3]]).toEqual(['throttled', 0, 7_000]);
    },
  );

  test('[RE3] attempts again by `visible` only cooldownMs after its last attempt', async () => {
    const session = await exhaust();
    await session.clock.advanceAsync(59_999);
    session.page.emits('visible');
    const before = stance(session);
    await session.clock.advanceAsync(1);
    session.page.emits('visible');
    expect([before, stance(session)]).toEqual([GAVE_UP, { state: 'connecting', attempt: 0, reason: undefined }]);
  });

  const finalCodes: [string, number][] = [
    ['rejected', 4404],
    ['unauthorized', 4401],
  ];
  test.each(finalCodes)('[RE3, RE4] for good (%s) is not woken by any signal', async (reason, code) => {
    const session = startSession({ random: () => 0.5 });
    session.gateway.behave(acceptsThenCloses(code));
    await session.open('42');
    await session.clock.advanceAsync(100_000);
    const dialed = session.dialedAt('42').length;
    session.page.goesOffline();
    session.page.comesOnline();
    session.page.freezes();
    session.page.resumes();
    session.page.emits('visible');
    await session.clock.advanceAsync(100_000);
    expect([stance(session).reason, session.dialedAt('42').length]).toEqual([reason, dialed]);
  });

  test('[RE4] and was released is idle, and not woken', async () => {
    const session = await exhaust();
    session.chats.select(null);
    await session.clock.settle();
    const { state } = session.at('42');
    session.page.emits('online');
    await session.clock.advanceAsync(100_000);
    expect([state, session.dialedAt('42').length, session.page.listenerCount]).toEqual(['idle', 3, 0]);
  });

  test('[RE4] is failed again at once, with the same failure, when it is wanted again within cooldownMs', async () => {
    const session = await exhaust();
    const { failure } = session.at('42');
    session.chats.select(null);
    await session.clock.advanceAsync(59_999);
    session.chats.select('42');
    expect({
      snapshot: session.at('42').failure,
      dialed: session.dialedAt('42').length,
      timers: session.timers(),
    }).toEqual({ snapshot: failure, dialed: 3, timers: 0 });
    expect(session.events.map(({ at, type }) => [at, type])).toEqual([
      [5_000, 'failed'],
      [64_999, 'failed'],
    ]);
  });

  test.each([
    ['attempts-exhausted', refuses()],
    ['rejected', acceptsThenCloses(4403)],
    ['unauthorized', acceptsThenCloses(1008)],
  ])('[RE4] (%s) starts afresh when it is wanted again after cooldownMs', async (reason, behaviour) => {
    const session = startSession({ random: () => 0.5, maxAttempts: 1, burstMs: 0 });
    session.gateway.behave(behaviour);
    session.chats.select('42');
    await session.clock.advanceAsync(5_000);
    const failed = stance(session).reason;
    session.chats.select(null);
    await session.clock.advanceAsync(60_000);
    session.chats.select('42');
    expect([failed, stance(session)]).toEqual([reason, { state: 'connecting', attempt: 0, reason: undefined }]);
  });

  test('[RE4] and was wanted again within cooldownMs still attempts by retry()', async () => {
    const session = await exhaust();
    session.chats.select(null);
    await session.clock.advanceAsync(10_000);
    session.chats.select('42');
    session.chats.retry();
    expect(stance(session)).toEqual({ state: 'connecting', attempt: 0, reason: undefined });
  });
});

describe('retry()', () => {
  test('[RE3] of a chat that nobody wants changes nothing', async () => {
    const session = await exhaust();
    session.chats.select(null);
    await session.clock.advanceAsync(1_000);
    session.chats.get('42').retry();
    session.chats.retry();
    session.chats.select('42');
    expect([stance(session), session.dialedAt('42').length]).toEqual([GAVE_UP, 3]);
  });

  test('[RE3] changes nothing in connecting and open', async () => {
    const session = startSession({ random: () => 0.5 });
    session.gateway.behave(sequence(refuses(), accepts({ afterMs: 500 })));
    session.chats.select('42');
    await session.clock.advanceAsync(2_100);
    const connecting = session.at('42');
    session.chats.get('42').retry();
    const afterRetry = session.at('42');
    await session.clock.advanceAsync(1_000);
    const open = session.at('42');
    session.chats.get('42').retry();
    expect([connecting.state, afterRetry, open.state, session.at('42')]).toEqual([
      'connecting',
      connecting,
      'open',
      open,
    ]);
    session.gateway.latest().peer.drops();
    expect(session.at('42').attempt).toBe(2);
  });

  test('[RE3] works again and again', async () => {
    const session = startSession({ maxAttempts: 0 });
    session.gateway.behave(refuses());
    session.chats.select('42');
    for (let times = 0; times < 5; times += 1) {
      await session.clock.advanceAsync(2_000);
      session.chats.get('42').retry();
    }
    expect(session.dialedAt('42')).toEqual([0, 2_000, 4_000, 6_000, 8_000, 10_000]);
  });
});
