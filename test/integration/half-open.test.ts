import { describe, expect, test } from 'vitest';
import { accepts, createFixedRandom, goesSilent, sequence } from '../../src/testing/index.js';
import { type Session, startSession } from '../support/session.js';

const HEARTBEAT = {
  random: createFixedRandom(0.4),
  heartbeat: { ping: () => 'ping', intervalMs: 25_000, timeoutMs: 10_000, isPong: (data: unknown) => data === 'pong' },
};

const HALF_OPEN = { kind: 'half-open', message: 'no sign of life before the probe timed out' };

const raised = ({ events }: Session) => events.map(({ at, type, event }) => [at, type, event]);

const startSilent = async (options = {}) => {
  const session = startSession({ ...HEARTBEAT, ...options });
  session.gateway.behave(sequence(goesSilent(), accepts()));
  const release = await session.open('42');
  return { ...session, release };
};

describe('a half-open connection', () => {
  test('[LI2] is abandoned when the ping was not answered in time, and not before', async () => {
    const session = await startSilent();
    await session.clock.advanceAsync(19_999);
    const { state, phase } = session.at('42');
    await session.clock.advanceAsync(1);
    expect([state, phase]).toEqual(['open', 'probing']);
    const { retryAt, ...after } = session.at('42');
    expect(after).toEqual({
      ...{ chatId: '42', state: 'backoff', phase: 'waiting', connected: false, protocol: null, wanted: true },
      ...{ attempt: 1, maxAttempts: 10, failure: null, online: true, queued: 0, lastFailure: HALF_OPEN },
      lastClose: { code: 1000, reason: '', wasClean: true },
    });
    expect(retryAt).toBe(session.clock.wallNow() + 1_200);
    expect(session.gateway.sockets[0]?.closedBy).toEqual({ code: 1000, reason: '' });
  });

  test('[LI2, LI4] is left at once, though its peer never answers the close', async () => {
    const session = await startSilent();
    await session.clock.advanceAsync(21_200);
    expect(session.dialedAt('42')).toEqual([0, 21_200]);
    expect(raised(session)).toEqual([
      [0, 'open', { chatId: '42', attempt: 0, reconnected: false, lostForMs: null, protocol: null }],
      [20_000, 'close', { chatId: '42', code: 1000, reason: '', wasClean: true, willRetry: true }],
      [21_200, 'open', { chatId: '42', attempt: 1, reconnected: true, lostForMs: 21_200, protocol: null }],
    ]);
  });

  test('[LI2] tells for how long it was gone from its last frame on', async () => {
    const session = await startSilent();
    await session.clock.advanceAsync(5_000);
    session.gateway.latest().peer.sends('the last words');
    await session.clock.advanceAsync(25_000 + 10_000 + 1_200);
    expect(session.events.at(-1)).toEqual({
      at: 41_200,
      type: 'open',
      event: { chatId: '42', attempt: 1, reconnected: true, lostForMs: 36_200, protocol: null },
    });
  });

  test('[LI2, RE1] costs an attempt each time, and in the end fails', async () => {
    const session = startSession({ ...HEARTBEAT, maxAttempts: 2 });
    session.gateway.behave(goesSilent());
    await session.open('42');
    await session.clock.advanceAsync(600_000);
    expect([session.dialedAt('42').length, session.at('42').failure, session.timers()]).toEqual([
      3,
      { reason: 'attempts-exhausted', message: 'no attempts left of 2' },
      0,
    ]);
  });

  test('[LI2, SE5] that lingers goes to idle and counts no failure', async () => {
    const session = await startSilent({ lingerMs: 600_000 });
    session.release();
    await session.clock.advanceAsync(20_000);
    const { state, attempt, lastFailure, wanted } = session.at('42');
    expect({ state, attempt, lastFailure, wanted, timers: session.timers() }).toEqual({
      ...{ state: 'idle', attempt: 0, lastFailure: HALF_OPEN, wanted: false, timers: 0 },
    });
    await session.clock.advanceAsync(600_000);
    expect(session.dialedAt('42')).toEqual([0]);
  });

  test('[LI2, PL1] found while offline counts, and parks', async () => {
    const session = await startSilent();
    session.page.goesOffline();
    await session.clock.advanceAsync(600_000);
    const { state, phase, attempt } = session.at('42');
    expect([state, phase, attempt, session.dialedAt('42')]).toEqual(['backoff', 'parked', 1, [0]]);
  });
});
