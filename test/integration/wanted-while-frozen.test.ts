import { describe, expect, test } from 'vitest';
import { refuses } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

/**
 * Chat `a` has failed twice, at 0 and at 5 s, and was let go; `other` stays, so that the page is listened to. The throttle
 * is longer than the cooldown: the chat is remembered when its budget is no longer.
 */
const startAfterFailures = async () => {
  const session = startSession({ burstMs: 0, throttleMs: 4_000, cooldownMs: 3_000, backoff: () => 5_000 });
  await session.open('other');
  session.gateway.behave(refuses());
  const release = session.chats.retain('a');
  await session.clock.advanceAsync(5_000);
  release();
  await session.clock.settle();
  return {
    ...session,
    /** What it is like when it is wanted while the page is frozen, and with which attempt it goes on. */
    wantFrozen: async () => {
      session.page.freezes();
      session.chats.retain('a');
      const { phase, attempt } = session.at('a');
      session.page.resumes();
      await session.clock.advanceAsync(4_000);
      const started = session.logged('attempt.started').filter(({ chatId }) => chatId === 'a');
      return { phase, attempt, started: started.map((record) => record.attempt) };
    },
  };
};

describe('a chat that is wanted while the page is frozen, after failures', () => {
  test('[RE3, PL3] is parked, and starts on a fresh budget once its last attempt is long ago', async () => {
    const session = await startAfterFailures();
    await session.clock.advanceAsync(3_000);
    expect(await session.wantFrozen()).toEqual({ phase: 'parked', attempt: 0, started: [0, 1, 0] });
  });

  test('[RE3, PL3] goes on with the budget it had when that was a moment ago', async () => {
    const session = await startAfterFailures();
    await session.clock.advanceAsync(2_900);
    expect(await session.wantFrozen()).toEqual({ phase: 'parked', attempt: 2, started: [0, 1, 2] });
  });
});
