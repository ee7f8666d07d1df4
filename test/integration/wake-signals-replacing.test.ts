import { describe, expect, test } from 'vitest';
import { refuses } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

const LOOPBACK = { gateway: 'ws://localhost:8083' };

const startOpen = async (options = {}) => {
  const session = startSession(options);
  await session.open('42');
  await session.clock.advanceAsync(60_000);
  return session;
};

const own = { code: 1000, reason: '', wasClean: true };

describe('online after offline, without a heartbeat', () => {
  test('[LI5] replaces the connection at once, counts no failure, and says how long it was gone', async () => {
    const session = await startOpen();
    session.gateway.latest().peer.sends('the last words');
    await session.clock.advanceAsync(10_000);
    session.page.goesOffline();
    await session.clock.advanceAsync(5_000);
    session.page.comesOnline();
    const [socket] = session.gateway.sockets;
    expect([socket?.closedBy, session.at('42')]).toEqual([
      { code: 1000, reason: '' },
      {
        ...{
          chatId: '42',
          state: 'connecting',
          phase: 'dialing',
          connected: false,
          protocol: null,
          wanted: true,
          online: true,
          queued: 0,
        },
        ...{ attempt: 0, maxAttempts: 10, retryAt: null, lastClose: own, lastFailure: null, failure: null },
      },
    ]);
    await session.clock.advanceAsync(0);
    expect(session.events.slice(2).map(({ type, event }) => [type, event])).toEqual([
      ['close', { chatId: '42', ...own, willRetry: true }],
      ['open', { chatId: '42', attempt: 0, reconnected: true, lostForMs: 15_000, protocol: null }],
    ]);
    expect(session.logged('attempt.started').map(({ attempt, trigger }) => [attempt, trigger])).toEqual([
      [0, 'wanted'],
      [0, 'woken'],
    ]);
  });

  test('[LI5] counts from the opening where no frame came', async () => {
    const session = await startOpen();
    session.page.goesOffline();
    session.page.comesOnline();
    await session.clock.advanceAsync(0);
    expect(session.events.at(-1)?.event).toEqual({
      chatId: '42',
      attempt: 0,
      reconnected: true,
      lostForMs: 60_000,
      protocol: null,
    });
  });

  test('[LI5, AT2] waits out the throttle first', async () => {
    const session = startSession();
    await session.open('42');
    await session.clock.advanceAsync(500);
    session.page.goesOffline();
    session.page.comesOnline();
    const { state } = session.at('42');
    await session.clock.advanceAsync(60_000);
    expect([state, session.dialedAt('42')]).toEqual(['throttled', [0, 2_000]]);
  });

  test('[LI5, RE1] counts what fails then', async () => {
    const session = await startOpen();
    session.page.goesOffline();
    session.gateway.behave(refuses());
    session.page.comesOnline();
    await session.clock.advanceAsync(1);
    expect([session.at('42').state, session.at('42').attempt]).toEqual(['backoff', 1]);
  });

  test('[LI5] lets a lingering connection go instead', async () => {
    const session = await startOpen();
    session.chats.select(null);
    session.page.goesOffline();
    await session.clock.advanceAsync(1_000);
    session.page.comesOnline();
    expect([session.at('42').state, session.gateway.latest().closedBy, session.timers()]).toEqual([
      ...['idle', { code: 1000, reason: '' }, 0],
    ]);
    await session.clock.advanceAsync(600_000);
    expect(session.dialedAt('42')).toEqual([0]);
  });

  test('[LI5] is ignored by loopback', async () => {
    const session = await startOpen(LOOPBACK);
    const before = session.at('42');
    session.page.goesOffline();
    await session.clock.advanceAsync(5_000);
    session.page.comesOnline();
    await session.clock.advanceAsync(5_000);
    expect([session.at('42'), session.dialedAt('42')]).toEqual([before, [0]]);
  });
});

describe('without a heartbeat', () => {
  test.each(['online', 'visible', 'resumed'] as const)(
    '[LI5] %s alone does nothing to an open connection',
    async (signal) => {
      const session = await startOpen();
      const before = session.at('42');
      session.page.emits(signal);
      await session.clock.advanceAsync(60_000);
      expect(session.at('42')).toBe(before);
      expect([session.gateway.latest().sent, session.dialedAt('42')]).toEqual([[], [0]]);
    },
  );

  test.each(['visible', 'resumed'] as const)('[LI5] %s does nothing even while offline', async (signal) => {
    const session = await startOpen();
    session.page.goesOffline();
    const before = session.at('42');
    session.page.emits(signal);
    await session.clock.advanceAsync(60_000);
    expect([session.at('42'), session.dialedAt('42')]).toEqual([before, [0]]);
  });
});
