import { describe, expect, test } from 'vitest';
import { accepts, acceptsThenCloses, acceptsThenDrops, refuses, sequence } from '../../src/testing/index.js';
import { type Session, startSession } from '../support/session.js';

const stance = (session: Session) => {
  const { state, attempt, failure } = session.at('42');
  return { state, attempt, reason: failure?.reason };
};

describe('the budget of attempts', () => {
  test('[RE3] is not restored by connections that do not prove themselves: they end in `failed`', async () => {
    const session = startSession({ random: () => 0.5 });
    session.gateway.behave(acceptsThenCloses(1011));
    await session.open('42');
    await session.clock.advanceAsync(3_600_000);
    expect([stance(session), session.dialedAt('42').length]).toEqual([
      { state: 'failed', attempt: 10, reason: 'attempts-exhausted' },
      11,
    ]);
  });

  test.each([
    ['not by one that closes 1 ms earlier', 29_999, 2],
    ['by one that was open for stableUptimeMs', 30_001, 1],
  ])('[RE3] is restored by a proved connection: %s', async (_, afterMs, attempt) => {
    const session = startSession({ random: () => 0.5 });
    session.gateway.behave(sequence(refuses(), acceptsThenDrops({ afterMs }), refuses()));
    session.chats.select('42');
    await session.clock.advanceAsync(2_000 + afterMs);
    expect([session.at('42').state, session.at('42').attempt, session.logged('connection.proved').length]).toEqual([
      'backoff',
      attempt,
      2 - attempt,
    ]);
  });

  test('[RE3] flaps of a connection just short of proved use it up', async () => {
    const session = startSession({ random: () => 0.5, maxAttempts: 3 });
    session.gateway.behave(acceptsThenDrops({ afterMs: 29_000 }));
    await session.open('42');
    await session.clock.advanceAsync(3_600_000);
    expect([session.at('42').failure?.reason, session.dialedAt('42').length]).toEqual(['attempts-exhausted', 4]);
  });

  test('[RE3] lastFailure is forgotten with the proof, and no sooner', async () => {
    const session = startSession({ random: () => 0.5 });
    session.gateway.behave(sequence(refuses(), accepts()));
    session.chats.select('42');
    await session.clock.advanceAsync(2_000 + 29_999);
    const before = session.at('42');
    await session.clock.advanceAsync(1);
    expect([before.lastFailure?.kind, session.at('42')]).toEqual(['handshake', { ...before, lastFailure: null }]);
  });

  test('[RE3] with a heartbeat the proof needs a frame at or after that moment', async () => {
    const heartbeat = { ping: () => 'ping', intervalMs: 100_000 };
    const session = startSession({ heartbeat, random: () => 0.9 });
    await session.open('42');
    const { peer } = session.gateway.latest();
    await session.clock.advanceAsync(29_000);
    peer.sends('early');
    await session.clock.advanceAsync(2_000);
    const unproved = session.logged('connection.proved').length;
    peer.sends('late enough');
    expect([unproved, session.logged('connection.proved').map(({ at }) => at)]).toEqual([0, [31_000]]);
  });

  test('[RE3] is restored by retry(), in the midst of it too', async () => {
    const session = startSession({ random: () => 0.5, maxAttempts: 2 });
    session.gateway.behave(refuses());
    session.chats.select('42');
    await session.clock.advanceAsync(4_500);
    const before = stance(session);
    session.chats.get('42').retry();
    await session.clock.advanceAsync(600_000);
    expect([before, session.dialedAt('42')]).toEqual([
      { state: 'backoff', attempt: 2, reason: undefined },
      [0, 2_000, 4_500, 6_500, 9_500],
    ]);
  });

  test('[RE3] survives deselecting', async () => {
    const session = startSession({ random: () => 0.5 });
    session.gateway.behave(refuses());
    session.chats.select('42');
    await session.clock.advanceAsync(2_500);
    session.chats.select(null);
    await session.clock.advanceAsync(10_000);
    session.chats.select('42');
    expect(stance(session)).toEqual({ state: 'connecting', attempt: 2, reason: undefined });
  });

  test.each([
    ['is kept just before', 59_999, 2],
    ['is fresh', 60_000, 0],
  ])('[RE3] of a chat wanted from idle cooldownMs after its last attempt %s', async (_, afterMs, attempt) => {
    const session = startSession({ random: () => 0.5 });
    session.gateway.behave(refuses());
    session.chats.select('42');
    await session.clock.advanceAsync(2_000);
    session.chats.select(null);
    await session.clock.advanceAsync(afterMs);
    session.chats.select('42');
    expect(stance(session)).toEqual({ state: 'connecting', attempt, reason: undefined });
  });

  test('[RE3] is not restored by a long wait while wanted', async () => {
    const session = startSession({ random: () => 0.5, backoff: () => 600_000, maxAttempts: 1 });
    session.gateway.behave(refuses());
    session.chats.select('42');
    await session.clock.advanceAsync(600_000);
    expect(session.at('42').state).toBe('failed');
  });
});
