import { describe, expect, test } from 'vitest';
import { type Session, startSession } from '../support/session.js';

/** Chat `a` is open, and has had an `error`, twice over, whose `close` is awaited for a macrotask (AT5). */
const startWithError = async () => {
  const asked: number[] = [];
  const classifyClose = ({ code }: { code: number }) => {
    asked.push(code);
    return undefined;
  };
  const session = startSession({ maxLingering: 0, classifyClose });
  await session.open('a');
  // Proved: without a heartbeat an open connection then has no timer.
  await session.clock.advanceAsync(30_000);
  const before = session.timers();
  for (const error of [{}, {}]) session.gateway.latest('a').peer.emits('error', error);
  return { ...session, asked, timersBefore: before, timersAwaiting: session.timers() };
};

const WAYS: readonly [string, (session: Session) => void][] = [
  ['is released', ({ chats }) => chats.select(null)],
  ['is frozen', ({ page }) => page.freezes()],
  ['is disposed of', ({ chats }) => chats.dispose()],
];

describe('an open connection that had an error, and before its close', () => {
  test.each(WAYS)(
    '[SE4, PL3, EN1, EN2] %s: no timer is left, and nobody judges a close any more',
    async (_what, leave) => {
      const session = await startWithError();
      leave(session);
      await Promise.resolve();
      const timersLeft = session.timers();
      await session.clock.advanceAsync(1_000);
      const { asked, timersBefore, timersAwaiting } = session;
      expect({ timersBefore, timersAwaiting, timersLeft, asked }).toEqual({
        timersBefore: 0,
        timersAwaiting: 1,
        timersLeft: 0,
        asked: [],
      });
    },
  );

  test('[AT5] is lost with 1006 when nothing else happens', async () => {
    const session = await startWithError();
    await session.clock.advanceAsync(0);
    expect({ asked: session.asked, lastClose: session.at('a').lastClose }).toEqual({
      asked: [1006],
      lastClose: { code: 1006, reason: '', wasClean: false },
    });
  });
});
