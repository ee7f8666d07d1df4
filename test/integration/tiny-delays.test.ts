import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ChatConnectionsOptions } from '../../src/index.js';
import { acceptsThenCloses, createVirtualClock, refuses } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

afterEach(() => vi.restoreAllMocks());

/** A clock that goes on while the program works. */
const createWorkingClock = (perReadingMs = 0.01) => {
  const clock = createVirtualClock();
  let workedMs = 0;
  return {
    ...clock,
    now: () => {
      workedMs += perReadingMs;
      return clock.now() + workedMs;
    },
  };
};

describe('delays that are next to nothing', () => {
  test('[AT4] a duration that an address would outlive within the call is refused', () => {
    expect(() => startSession({ clock: createWorkingClock(), resolveTimeoutMs: 0.001 })).toThrow(
      'The option resolveTimeoutMs must be a number of milliseconds from 1 to 2147483647; received 0.001',
    );
  });

  test.each([0.01, 1.1, 20])(
    '[AT4] the shortest duration lets a chat dial in the call that selects it, where %d ms pass between steps',
    (perReadingMs) => {
      const session = startSession({ clock: createWorkingClock(perReadingMs), resolveTimeoutMs: 1 });
      session.chats.select('42');
      expect(session.gateway.sockets).toHaveLength(1);
    },
  );

  test.each<[string, ChatConnectionsOptions, () => ReturnType<typeof refuses>]>([
    ['a backoff function answers', { backoff: () => Number.MIN_VALUE }, refuses],
    [
      'classifyClose answers',
      { classifyClose: () => ({ retryAfterMs: Number.MIN_VALUE }) },
      () => acceptsThenCloses(4000),
    ],
  ])('[RE2, RE5] each attempt has a timer of its own, however short a delay %s', async (_, options, behaviour) => {
    const session = startSession({ throttleMs: 0, maxAttempts: 20, random: () => 0, ...options });
    session.gateway.behave(behaviour());
    session.chats.select('42');
    const inTheCall = session.gateway.sockets.length;
    await session.clock.advanceAsync(1_000);
    expect([inTheCall, session.gateway.sockets.length, session.logged('retry.scheduled').length]).toEqual([1, 21, 20]);
  });
});

describe('the option random', () => {
  const firstWaitMs = async (drawn: number): Promise<number | undefined> => {
    vi.spyOn(Math, 'random').mockReturnValue(0.25);
    const session = startSession({ random: () => drawn, throttleMs: 0 });
    session.gateway.behave(refuses());
    await session.open('42');
    return session.logged('retry.scheduled')[0]?.waitMs;
  };

  test.each([
    [0, 0],
    [0.5, 1_500],
    [1, 750],
    [-0.5, 750],
    [Number.NaN, 750],
  ])('[RE2] is uniform in [0, 1): for what draws %d the first wait is %d ms', async (drawn, waitMs) => {
    expect(await firstWaitMs(drawn)).toBe(waitMs);
  });
});
