import { describe, expect, test } from 'vitest';
import {
  accepts,
  acceptsThenCloses,
  acceptsThenDrops,
  answersPings,
  createFixedRandom,
  sequence,
} from '../../src/testing/index.js';
import { type Session, startSession } from '../support/session.js';

const HEARTBEAT = {
  random: createFixedRandom(0.4),
  heartbeat: { ping: () => 'ping', intervalMs: 25_000, timeoutMs: 10_000, isPong: (data: unknown) => data === 'pong' },
};

const provedAt = ({ logged }: Session) => logged('connection.proved').map(({ at }) => at);

/** Lost at once, then open from 2 s on: the throttle's rest is longer than the first delay of 1.2 s. */
const startReconnected = async (options = {}) => {
  const session = startSession({ random: createFixedRandom(0.4), ...options });
  session.gateway.behave(sequence(acceptsThenDrops(), accepts()));
  await session.open('42');
  await session.clock.advanceAsync(2_000);
  return session;
};

describe('a connection proves itself', () => {
  test('[RE3] by staying open for stableUptimeMs', async () => {
    const session = await startReconnected();
    await session.clock.advanceAsync(29_999);
    const { attempt, lastFailure } = session.at('42');
    await session.clock.advanceAsync(1);
    expect([attempt, lastFailure?.kind, session.at('42').attempt, session.at('42').lastFailure]).toEqual([
      ...[1, 'lost', 1, null],
    ]);
    expect(provedAt(session)).toEqual([32_000]);
    session.gateway.latest().peer.drops();
    expect(session.at('42').attempt).toBe(1);
  });

  test('[RE3] not before: what is lost a moment earlier counts on', async () => {
    const session = await startReconnected();
    await session.clock.advanceAsync(29_999);
    session.gateway.latest().peer.drops();
    expect([session.at('42').attempt, provedAt(session)]).toEqual([2, []]);
  });

  test('[RE3] with heartbeat by a frame at that moment or after it, not by one before', async () => {
    const session = await startReconnected(HEARTBEAT);
    for (const waitMs of [9_999, 9_999, 9_999]) {
      await session.clock.advanceAsync(waitMs);
      session.gateway.latest().peer.sends('news');
    }
    await session.clock.advanceAsync(3);
    const before = [provedAt(session), session.at('42').lastFailure?.kind];
    session.gateway.latest().peer.sends('news');
    expect([before, provedAt(session), session.at('42').lastFailure]).toEqual([[[], 'lost'], [32_000], null]);
  });

  test('[RE3] with heartbeat by the answer to a probe, if nothing else comes', async () => {
    const session = startSession(HEARTBEAT);
    session.gateway.behave(answersPings((data) => data === 'ping', 'pong', { afterMs: 50 }));
    await session.open('42');
    await session.clock.advanceAsync(60_000);
    expect([session.logged('probe.sent').map(({ at }) => at), provedAt(session)]).toEqual([[10_000, 35_050], [35_100]]);
  });

  test('[RE3] once per connection', async () => {
    const session = await startReconnected();
    await session.clock.advanceAsync(3_600_000);
    expect(provedAt(session)).toEqual([32_000]);
  });

  test('[RE3, RE5] and a token may be refused once more', async () => {
    const session = startSession();
    session.gateway.behave(acceptsThenCloses(4401, '', { afterMs: 30_001 }));
    await session.open('42');
    await session.clock.advanceAsync(300_000);
    expect([session.at('42').state, session.dialedAt('42').length]).toEqual(['open', 10]);
  });

  test('[RE3, SE6] while it lingers, too', async () => {
    const session = await startReconnected({ lingerMs: 60_000 });
    session.chats.select(null);
    await session.clock.advanceAsync(30_000);
    session.chats.select('42');
    session.gateway.latest().peer.drops();
    expect([provedAt(session), session.at('42').attempt]).toEqual([[32_000], 1]);
  });
});
