import { describe, expect, test } from 'vitest';
import { acceptsThenDrops, createFixedRandom, hangs, sequence } from '../../src/testing/index.js';
import { type Session, startSession } from '../support/session.js';

const HEARTBEAT = {
  random: createFixedRandom(0.4),
  heartbeat: { ping: () => 'ping', intervalMs: 25_000, timeoutMs: 10_000, isPong: (data: unknown) => data === 'pong' },
};

const probedAt = ({ logged }: Session) => logged('probe.sent').map(({ at }) => at);
const stanceOf = ({ at }: Session) => [at('42').state, at('42').phase, at('42').lastFailure?.kind ?? null];

const startProbing = async () => {
  const session = startSession(HEARTBEAT);
  await session.open('42');
  await session.clock.advanceAsync(10_000);
  return session;
};

describe('a late deadline', () => {
  test('[LI3] of a probe condemns nobody when it is more than 2 s late: it probes first', async () => {
    const session = await startProbing();
    session.clock.sleep(12_001);
    expect([...stanceOf(session), probedAt(session)]).toEqual(['open', 'probing', null, [10_000, 22_001]]);
    session.gateway.latest().peer.sends('pong');
    expect(stanceOf(session)).toEqual(['open', 'healthy', null]);
  });

  test('[LI3] of a probe condemns when it is at most 2 s late', async () => {
    const session = await startProbing();
    session.clock.sleep(12_000);
    expect(stanceOf(session)).toEqual(['backoff', 'waiting', 'half-open']);
  });

  test('[LI3] gives the second probe the whole timeout, and then condemns', async () => {
    const session = await startProbing();
    session.clock.sleep(60_000);
    await session.clock.advanceAsync(9_999);
    const before = stanceOf(session);
    await session.clock.advanceAsync(1);
    expect([before, stanceOf(session)]).toEqual([
      ['open', 'probing', null],
      ['backoff', 'waiting', 'half-open'],
    ]);
  });

  test('[LI3] excuses a silence once: after two late deadlines without life the connection is given up', async () => {
    const session = await startProbing();
    session.clock.sleep(60_000);
    const before = stanceOf(session);
    session.clock.sleep(60_000);
    expect([before, stanceOf(session)]).toEqual([
      ['open', 'probing', null],
      ['backoff', 'waiting', 'half-open'],
    ]);
  });

  test('[LI3] is excused again after a sign of life, however often the machine sleeps', async () => {
    const session = await startProbing();
    for (let sleeps = 0; sleeps < 5; sleeps += 1) {
      session.clock.sleep(60_000);
      session.gateway.latest().peer.sends('pong');
      await session.clock.advanceAsync(25_000);
    }
    expect([stanceOf(session), session.gateway.sockets.length]).toEqual([['open', 'probing', null], 1]);
  });

  test('[LI3] of a quiet spell only probes, however long the sleep', async () => {
    const session = startSession(HEARTBEAT);
    await session.open('42');
    session.clock.sleep(86_400_000);
    expect([...stanceOf(session), probedAt(session)]).toEqual(['open', 'probing', null, [86_400_000]]);
  });

  test('[LI3, RE3] of the proof starts it again', async () => {
    const session = startSession();
    session.gateway.behave(sequence(acceptsThenDrops(), (peer) => peer.after(0, () => peer.accepts())));
    await session.open('42');
    await session.clock.advanceAsync(3_000);
    const { attempt, lastFailure } = session.at('42');
    session.clock.sleep(60_000);
    const slept = session.at('42').lastFailure;
    await session.clock.advanceAsync(29_999);
    const before = session.at('42').lastFailure;
    await session.clock.advanceAsync(1);
    expect([attempt, slept, before, session.at('42').lastFailure]).toEqual([1, lastFailure, lastFailure, null]);
    expect(lastFailure?.kind).toBe('lost');
    expect(session.logged('connection.proved').map(({ at }) => at)).toEqual([93_000]);
  });

  test('[LI3, AT3] of the address is a failure', async () => {
    const session = startSession({ query: () => new Promise(() => undefined) });
    session.chats.select('42');
    session.clock.sleep(3_600_000);
    expect([...stanceOf(session), session.at('42').attempt]).toEqual(['backoff', 'waiting', 'address', 1]);
  });

  test('[LI3, AT4] of the handshake is a failure', async () => {
    const session = startSession();
    session.gateway.behave(hangs());
    session.chats.select('42');
    session.clock.sleep(3_600_000);
    expect([...stanceOf(session), session.at('42').attempt]).toEqual(['backoff', 'waiting', 'timeout', 1]);
  });
});
