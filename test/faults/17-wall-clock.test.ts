import { expect, test } from 'vitest';
import { acceptsThenDrops, createFixedRandom, hangs, sequence } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

const HEARTBEAT = { heartbeat: { ping: () => 'ping', intervalMs: 25_000, timeoutMs: 10_000 } };

test.each([3_600_000, -3_600_000])(
  '[LI3, AT2] fault 17: the wall clock set by %d ms changes no delay',
  async (byMs) => {
    const timeline = async (shift: boolean) => {
      const session = startSession({ ...HEARTBEAT, random: createFixedRandom(0.4) });
      const { clock, gateway, chats } = session;
      gateway.behave(
        sequence(acceptsThenDrops({ afterMs: 1_000 }), hangs(), (peer) => peer.after(0, () => peer.accepts())),
      );
      chats.select('42');
      for (let second = 0; second < 90; second += 1) {
        await clock.advanceAsync(1_000);
        if (shift) clock.shiftWall(second % 2 === 0 ? byMs : -byMs);
      }
      return session.records;
    };
    const undisturbed = await timeline(false);
    expect(undisturbed.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['connection.lost', 'attempt.failed', 'probe.sent', 'probe.overdue']),
    );
    expect(await timeline(true)).toEqual(undisturbed);
  },
);

const startWaiting = async (byMs: number) => {
  const session = startSession();
  const { chats, clock, gateway } = session;
  gateway.behaveOnce(hangs());
  chats.select('42');
  await clock.advanceAsync(1_000);
  chats.get('42').send('waits');
  clock.shiftWall(byMs);
  return session;
};
const fatesOf = ({ events }: ReturnType<typeof startSession>) =>
  events.flatMap(({ at, type, event }) => ('reason' in event && type === 'undelivered' ? [[at, event.reason]] : []));

test('[SD3] fault 17: a wall clock that is set back by an hour keeps a queued message no longer and no shorter', async () => {
  const session = await startWaiting(-3_600_000);
  await session.clock.advanceAsync(9_000);
  const kept = fatesOf(session);
  session.page.goesOffline();
  await session.clock.advanceAsync(60_000);
  expect([kept, fatesOf(session)]).toEqual([[], [[31_000, 'expired']]]);
});

test('[SD3, RE1] fault 17: one that is set forward by an hour ages what waits: it does not go out an hour late', async () => {
  const session = await startWaiting(3_600_000);
  await session.clock.advanceAsync(60_000);
  expect([fatesOf(session).map(([, reason]) => reason), session.gateway.latest().sent]).toEqual([['expired'], []]);
});
