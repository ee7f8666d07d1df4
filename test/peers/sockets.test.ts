/**
 * How many sockets there are. What was seen of others, and the test here that answers it:
 *
 * | seen | peer | answered by |
 * |---|---|---|
 * | 20 `reconnect()` calls in 20 ms made 21 sockets | reconnecting-websocket 4.4.0 | twenty retries |
 * | two `reconnect()` calls left three live sockets | sockette 2.0.6 | twenty retries |
 * | `reconnect(1001)` left two live sockets | partysocket 1.3.0 | a connection that is replaced |
 * | a server that accepts and drops got 60 sockets a minute in spite of `maxAttempts: 3` | sockette 2.0.6 | accepts and drops |
 * | 334 sockets a second against a flapping server | robust-websocket 1.0.0 | accepts and drops |
 * | `instantReconnect` ignores `maxRetries`: 501 sockets a second | websocket-ts 2.3.0 | delays of nothing |
 * | one close code skips backoff: 849 sockets in a second | Liveblocks 3.24.2 | no close code |
 * | `disconnect(); connect()` let the old close event churn the new socket: three made | Phoenix before 1.8.16 | let go and wanted again |
 */
import { describe, expect, test } from 'vitest';
import { acceptsThenCloses, acceptsThenDrops, closesLate, hangs, refuses } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

describe('how many sockets there are', () => {
  test.each(['open', 'connecting', 'backoff'])(
    '[AT1, AT2] twenty retries in 20 ms make one socket: in %s',
    async (state) => {
      const session = startSession({ random: () => 0.5 });
      const { chats, clock, gateway } = session;
      if (state === 'connecting') gateway.behave(hangs());
      if (state === 'backoff') gateway.behaveOnce(refuses());
      await session.open('42');
      await clock.advanceAsync(100);
      expect(session.at('42').state).toBe(state);
      for (let call = 0; call < 20; call += 1) {
        chats.get('42').retry();
        await clock.advanceAsync(1);
      }
      await clock.advanceAsync(5_000);
      expect([session.dialedAt('42'), gateway.live.length, gateway.peakLive('42')]).toEqual([
        state === 'backoff' ? [0, 2_000] : [0],
        1,
        1,
      ]);
    },
  );

  test.each(['a refreshed token', 'online after offline'])(
    '[AT1, LI5] a connection that is replaced, by %s, is gone before its successor is made',
    async (by) => {
      const session = startSession();
      const { clock, gateway, page } = session;
      gateway.behave(closesLate(60_000));
      await session.open('42');
      await clock.advanceAsync(5_000);
      if (by === 'a refreshed token') gateway.latest().peer.emits('close', { code: 4401, reason: '', wasClean: true });
      else {
        page.goesOffline();
        page.comesOnline();
      }
      await clock.advanceAsync(5_000);
      expect([session.dialedAt('42'), gateway.peakLive('42'), gateway.live]).toEqual([
        [0, 5_000],
        1,
        [gateway.latest()],
      ]);
    },
  );

  test('[AT2, RE3] a server that accepts and drops gets maxAttempts + 1 sockets, and then none', async () => {
    const session = startSession({ maxAttempts: 3 });
    session.gateway.behave(acceptsThenDrops());
    await session.open('42');
    await session.clock.advanceAsync(600_000);
    const dialedAt = session.dialedAt('42');
    expect([dialedAt.length, session.at('42').failure?.reason]).toEqual([4, 'attempts-exhausted']);
    expect(dialedAt.slice(1).every((at, index) => at - (dialedAt[index] ?? 0) >= 2_000)).toBe(true);
  });

  test('[RE1] delays of nothing end after maxAttempts all the same', async () => {
    const session = startSession({ backoff: () => 0, throttleMs: 0, maxAttempts: 7 });
    session.gateway.behave(refuses());
    await session.open('42');
    await session.clock.advanceAsync(600_000);
    expect([session.dialedAt('42').length, session.at('42').failure?.reason]).toEqual([8, 'attempts-exhausted']);
  });

  const CODES = [
    ...Array.from({ length: 16 }, (_, index) => 1_000 + index),
    ...[999, 3_000, 4_000, 4_109, 4_400, 4_401, 4_403, 4_404, 4_409, 4_410, 4_429, 4_503, 4_999, 5_000],
  ];

  test('[AT2, RE5] no close code makes attempts follow each other faster than the throttle, or for ever', () => {
    for (const code of CODES) {
      const session = startSession();
      session.gateway.behave(acceptsThenCloses(code));
      session.chats.select('42');
      session.clock.advance(3_600_000);
      const dialedAt = session.dialedAt('42');
      const closest = Math.min(...dialedAt.slice(1).map((at, index) => at - (dialedAt[index] ?? 0)));
      expect([code, session.at('42').state, closest >= 2_000, dialedAt.length <= 11]).toEqual([
        code,
        'failed',
        true,
        true,
      ]);
    }
  });

  test('[AT2, AT7] let go and wanted again at once, the old close event does nothing to the new socket', async () => {
    const session = startSession({ lingerMs: 0 });
    const { chats, clock, gateway } = session;
    gateway.behave(closesLate(3_000));
    await session.open('42');
    await clock.advanceAsync(5_000);
    chats.select(null);
    await clock.advanceAsync(0);
    await session.open('42');
    await clock.advanceAsync(60_000);
    expect([session.dialedAt('42'), gateway.live, session.at('42').state]).toEqual([
      [0, 5_000],
      [gateway.latest()],
      'open',
    ]);
  });
});
