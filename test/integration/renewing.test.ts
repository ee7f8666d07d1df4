import { describe, expect, test } from 'vitest';
import { hangs } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

describe('reconnect', () => {
  test('[RE7] replaces the open connection, counts no failure, and says for how long it was gone', async () => {
    const asked: unknown[] = [];
    const session = startSession({
      query: ({ attempt, trigger }) => {
        asked.push([attempt, trigger]);
        return {};
      },
    });
    await session.open('42');
    await session.clock.advanceAsync(5_000);
    session.chats.get('42').reconnect();
    await session.clock.advanceAsync(0);
    expect({ state: session.at('42').state, asked, dialed: session.dialedAt('42') }).toEqual({
      state: 'open',
      asked: [
        [0, 'wanted'],
        [0, 'renewed'],
      ],
      dialed: [0, 5_000],
    });
    expect(session.events.map(({ type, event }) => ({ type, ...event }))).toMatchObject([
      { type: 'open', reconnected: false },
      { type: 'close', code: 1000, willRetry: true },
      { type: 'open', reconnected: true, lostForMs: 5_000 },
    ]);
    expect(session.logged('attempt.failed')).toEqual([]);
  });

  test('[RE7, AT2] waits for the rest of the throttle', async () => {
    const session = startSession();
    await session.open('42');
    await session.clock.advanceAsync(500);
    session.chats.reconnect();
    const { state } = session.at('42');
    await session.clock.advanceAsync(1_500);
    expect([state, session.dialedAt('42')]).toEqual(['throttled', [0, 2_000]]);
  });

  test('[RE7] gives up an attempt that is under way for another one', async () => {
    const session = startSession();
    session.gateway.behave(hangs());
    await session.open('42');
    await session.clock.advanceAsync(3_000);
    session.chats.get('42').reconnect();
    await session.clock.advanceAsync(0);
    expect([session.dialedAt('42'), session.gateway.socketsOf('42').map(({ readyState }) => readyState)]).toEqual([
      [0, 3_000],
      [3, 0],
    ]);
  });

  test.each([
    ['backoff', 1006],
    ['failed', 4403],
  ] as const)('[RE7, RE3] in %s does what retry does', async (state, code) => {
    const run = async (call: 'retry' | 'reconnect') => {
      const session = startSession();
      await session.open('42');
      session.gateway.latest('42').peer.closes(code);
      const before = session.at('42').state;
      session.chats.get('42')[call]();
      await session.clock.advanceAsync(2_000);
      return [before, session.at('42'), session.records.length, session.dialedAt('42')];
    };
    const retried = await run('retry');
    expect([retried[0], await run('reconnect')]).toEqual([state, retried]);
  });

  test('[RE7] closes a lingering connection, and leaves a chat alone that nobody wants', async () => {
    const session = startSession();
    const release = await session.open('42');
    release();
    await session.clock.settle();
    session.chats.reconnect();
    await session.clock.advanceAsync(0);
    const { state } = session.at('42');
    const records = session.records.length;
    session.chats.reconnect();
    session.chats.get('42').reconnect();
    session.chats.get('never used').reconnect();
    await session.clock.advanceAsync(60_000);
    expect([state, session.records.length, session.dialedAt('42')]).toEqual(['idle', records, [0]]);
  });

  test('[RE7, EN1] throws after dispose', () => {
    const { chats } = startSession();
    const chat = chats.get('42');
    chats.dispose();
    for (const call of [() => chats.reconnect(), () => chat.reconnect(), () => chat.abandon('retry')])
      expect(call).toThrow(expect.objectContaining({ code: 'ERR_DISPOSED' }));
  });
});

describe('abandon', () => {
  test.each([
    ['retry', 'backoff', null],
    ['refresh', 'throttled', null],
    ['fatal', 'failed', 'rejected'],
  ] as const)(
    '[RE8, RE5] %s: the connection is left, and what follows is what follows such a close',
    async (verdict, state, reason) => {
      const session = startSession();
      await session.open('42');
      const socket = session.gateway.latest('42');
      session.chats.get('42').abandon(verdict, 'token=hidden?a=b');
      await session.clock.settle();
      const { failure, lastFailure } = session.at('42');
      expect([session.at('42').state, failure?.reason ?? null, lastFailure?.kind, socket.readyState >= 2]).toEqual([
        state,
        reason,
        'abandoned',
        true,
      ]);
      expect(session.logged('connection.lost')).toMatchObject([
        { error: expect.stringMatching(/^the application abandoned the connection: /) },
      ]);
      expect(session.events.map(({ type }) => type)).toEqual(['open', 'close', ...(reason ? ['failed'] : [])]);
    },
  );

  test('[RE8, RE5] { retryAfterMs } holds off', async () => {
    const session = startSession();
    await session.open('42');
    session.chats.get('42').abandon({ retryAfterMs: 60_000 });
    expect(session.logged('retry.scheduled')[0]?.waitMs).toBeGreaterThanOrEqual(60_000);
  });

  test('[RE8, OB3] the reason is cleared of secrets', async () => {
    const session = startSession({ query: { token: 'a-secret-token' } });
    await session.open('42');
    session.chats.get('42').abandon('retry', 'a-secret-token is no good');
    expect([session.at('42').lastFailure?.message, JSON.stringify(session.records).includes('a-secret')]).toEqual([
      'the application abandoned the connection: [redacted] is no good',
      false,
    ]);
  });

  test('[RE8] elsewhere than in open it changes nothing, also for a chat that was never used', async () => {
    const session = startSession();
    session.gateway.behave(hangs());
    await session.open('42');
    const before = [session.at('42'), session.records.length];
    session.chats.get('42').abandon('fatal');
    session.chats.get('7').abandon('fatal');
    await session.clock.settle();
    expect([session.at('42'), session.records.length]).toEqual(before);
  });

  test.each(['no', undefined, null, { retryAfterMs: -1 }, {}])('[RE8] refuses the verdict %j', (verdict) => {
    const { chats } = startSession();
    expect(() => chats.get('42').abandon(verdict as never)).toThrow(
      expect.objectContaining({ name: 'TypeError', code: 'ERR_INVALID_ARGUMENT' }),
    );
  });
});
