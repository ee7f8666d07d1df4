import { describe, expect, test } from 'vitest';
import { accepts, acceptsThenCloses, hangs, refuses, sequence } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

const gapsOf = (times: readonly number[]) => times.slice(1).map((at, index) => at - (times[index] ?? 0));

describe('the minimum time between attempts of a chat', () => {
  test('[AT2] waits out the rest of the throttle as `throttled`, then connects by itself', async () => {
    const session = startSession({ burstMs: 0 });
    const { clock, chats } = session;
    session.gateway.behave(hangs());
    chats.select('42');
    await clock.advanceAsync(700);
    chats.select(null);
    await clock.advanceAsync(300);
    chats.select('42');
    const waiting = session.at('42');
    await clock.advanceAsync(999);
    const before = [...session.dialedAt('42')];
    await clock.advanceAsync(1);
    expect({ waiting, before, dialedAt: session.dialedAt('42'), state: session.at('42').state }).toEqual({
      waiting: {
        chatId: '42',
        state: 'throttled',
        phase: null,
        connected: false,
        protocol: null,
        wanted: true,
        attempt: 0,
        maxAttempts: 10,
        retryAt: clock.wallNow(),
        lastClose: null,
        lastFailure: null,
        failure: null,
        online: true,
        queued: 0,
      },
      before: [0],
      dialedAt: [0, 2_000],
      state: 'connecting',
    });
  });

  test.each([
    ['one ms too early', 1_999, 'throttled'],
    ['exactly in time', 2_000, 'connecting'],
  ])('[AT2] is %s after %i ms: %s', async (_, afterMs, state) => {
    const session = startSession({ burstMs: 0 });
    session.gateway.behave(hangs());
    session.chats.select('42');
    session.chats.select(null);
    await session.clock.advanceAsync(0);
    session.chats.select('42');
    await session.clock.advanceAsync(0);
    session.chats.select(null);
    await session.clock.advanceAsync(afterMs);
    session.chats.select('42');
    expect(session.at('42').state).toBe(state);
  });

  test('[AT2] counts from the construction of the socket where the address took its time', async () => {
    const session = startSession({
      burstMs: 0,
      query: () => new Promise((resolve) => session.clock.setTimeout(() => resolve({}), 1_500)),
    });
    session.gateway.behave(hangs());
    session.chats.select('42');
    await session.clock.advanceAsync(2_500);
    session.chats.select(null);
    await session.clock.settle();
    session.chats.select('42');
    const { state, retryAt } = session.at('42');
    expect({ dialedAt: session.dialedAt('42'), state, restMs: (retryAt ?? 0) - session.clock.wallNow() }).toEqual({
      dialedAt: [1_500],
      state: 'throttled',
      restMs: 1_000,
    });
  });

  test('[AT2] counts from the start of an attempt that constructed no socket', async () => {
    const session = startSession({ burstMs: 0, query: () => new Promise(() => undefined) });
    session.chats.select('42');
    await session.clock.advanceAsync(500);
    session.chats.select(null);
    await session.clock.settle();
    session.chats.select('42');
    expect((session.at('42').retryAt ?? 0) - session.clock.wallNow()).toBe(1_500);
  });

  test('[AT2] is not shortened or lengthened by asking again, but retry() restores the budget', async () => {
    const session = startSession({ random: () => 0.5, stableUptimeMs: 60_000 });
    const { clock, chats, gateway, page } = session;
    gateway.behave(sequence(refuses(), acceptsThenCloses(4401), accepts()));
    chats.select('42');
    await clock.advanceAsync(2_000);
    const before = session.at('42');
    for (let times = 0; times < 5; times += 1) {
      await clock.advanceAsync(100);
      chats.select('42');
      chats.retain('42');
      page.emits('online');
      page.emits('visible');
    }
    const asked = session.at('42');
    chats.get('42').retry();
    const retried = session.at('42');
    await clock.advanceAsync(1_500);
    expect([before.state, before.attempt]).toEqual(['throttled', 1]);
    expect(asked).toEqual(before);
    expect(retried).toEqual({ ...before, attempt: 0 });
    expect({ dialedAt: session.dialedAt('42'), state: session.at('42').state }).toEqual({
      dialedAt: [0, 2_000, 4_000],
      state: 'open',
    });
  });

  test('[AT2] is zero only if the option says so', async () => {
    const session = startSession({ throttleMs: 0, burstMs: 0 });
    session.gateway.behave(hangs());
    for (let times = 0; times < 3; times += 1) {
      session.chats.select('42');
      await session.clock.settle();
      session.chats.select(null);
      await session.clock.settle();
    }
    expect([session.dialedAt('42'), session.logged('attempt.throttled')]).toEqual([[0, 0, 0], []]);
  });

  test('[AT2] is kept on the monotonic clock: the wall clock may jump by an hour', async () => {
    const session = startSession({ burstMs: 0 });
    session.gateway.behave(hangs());
    session.chats.select('42');
    await session.clock.advanceAsync(100);
    session.chats.select(null);
    await session.clock.settle();
    session.clock.shiftWall(3_600_000);
    session.chats.select('42');
    session.clock.shiftWall(-7_200_000);
    await session.clock.advanceAsync(1_900);
    expect(session.dialedAt('42')).toEqual([0, 2_000]);
  });

  test('[AT2] outlives deselecting, and visits to other chats', async () => {
    const session = startSession({ burstMs: 0, lingerMs: 0 });
    const { clock, chats } = session;
    await session.open('a');
    chats.select('b');
    await clock.advanceAsync(500);
    chats.select('c');
    await clock.advanceAsync(500);
    chats.select('a');
    const { state } = session.at('a');
    await clock.advanceAsync(5_000);
    expect([state, session.dialedAt('a')]).toEqual(['throttled', [0, 2_000]]);
  });

  test('[AT2] holds whatever asks, however often', async () => {
    const session = startSession({ burstMs: 0, maxAttempts: Number.POSITIVE_INFINITY, cooldownMs: 1_000 });
    const { clock, chats, gateway, page } = session;
    gateway.behave(
      sequence(
        refuses(),
        acceptsThenCloses(4401),
        acceptsThenCloses(1011),
        hangs(),
        acceptsThenCloses(4401),
        refuses(),
      ),
    );
    const disturbances = [
      () => chats.select('42'),
      () => chats.get('42').retry(),
      () => page.emits('online'),
      () => {
        page.goesOffline();
        page.comesOnline();
      },
      () => {
        page.freezes();
        page.resumes();
      },
      () => {
        chats.select(null);
        chats.select('42');
      },
      () => chats.select('7'),
      () => chats.select(null),
      () => chats.retry(),
    ];
    for (let step = 0; step < 1_000; step += 1) {
      disturbances[(step * 7) % disturbances.length]?.();
      await clock.advanceAsync(step % 5 === 0 ? 37 : 613);
    }
    const gaps = ['42', '7'].map((chatId) => Math.min(...gapsOf(session.dialedAt(chatId))));
    expect(gaps.map((gapMs) => gapMs >= 2_000)).toEqual([true, true]);
    expect([gateway.peakLive('42'), gateway.peakLive('7'), gateway.sockets.length > 50]).toEqual([1, 1, true]);
  });
});
