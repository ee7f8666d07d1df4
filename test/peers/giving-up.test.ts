/**
 * When to give up, and coming back from it. What was seen of others, and the test here that answers it:
 *
 * | seen | peer | answered by |
 * |---|---|---|
 * | after the retries ran out, or a rejected URL provider, `reconnect()` was dead for ever | reconnecting-websocket 4.4.0 | retry() attempts again |
 * | after `close()` in backoff `reconnect()` was dead for ever | reconnecting-websocket 4.4.0 | let go of in backoff |
 * | running out of retries emits nothing distinct | reconnecting-websocket 4.4.0 | running out |
 * | `retries: 0` means infinity | solid-primitives | maxAttempts 0 |
 * | `reconnectionAttempts: 0` means infinity | Socket.IO 4.8 | maxAttempts 0 |
 * | the first start is never retried | SignalR 10 | the first try |
 * | one rejected `getUri` ends reconnecting until a page signal comes | tldraw sync 5.4.2 | an address that is refused once |
 * | a hung handshake is never retried | tldraw sync 5.4.2 | a hung handshake |
 * | a hung handshake was still CONNECTING after 600 s | graphql-ws 6.4.2 | a hung handshake |
 * | connect timeout never aborts | robust-websocket 1.0.0 | a hung handshake |
 * | a close reason `503` parses as JSON and disconnects for good | centrifuge 5.8 | a close reason |
 */
import { describe, expect, test } from 'vitest';
import { type ChatConnectionsOptions, RejectedError } from '../../src/index.js';
import {
  accepts,
  acceptsThenCloses,
  type Behaviour,
  hangs,
  refuses,
  sequence,
  throwsOnConstruction,
} from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

describe('giving up, and coming back', () => {
  const refusedOnce = (error: Error) => {
    let isRefused = false;
    return async () => {
      if (isRefused) return {};
      isRefused = true;
      throw error;
    };
  };

  const FAILURES: Record<string, readonly [string, ChatConnectionsOptions, Behaviour]> = {
    'the attempts ran out': ['attempts-exhausted', { maxAttempts: 0 }, sequence(refuses(), accepts())],
    'the address was rejected': ['rejected', { query: refusedOnce(new RejectedError('no')) }, accepts()],
    'the server refused': ['rejected', {}, sequence(acceptsThenCloses(4403), accepts())],
    'the constructor threw': ['misconfigured', {}, sequence(throwsOnConstruction(new Error('no')), accepts())],
  };

  test.each(Object.entries(FAILURES))(
    '[RE4] retry() attempts again after %s',
    async (_, [reason, options, behaviour]) => {
      const session = startSession(options);
      session.gateway.behave(behaviour);
      session.chats.select('42');
      await session.clock.advanceAsync(10_000);
      expect([session.at('42').state, session.at('42').failure?.reason]).toEqual(['failed', reason]);
      session.chats.get('42').retry();
      await session.clock.advanceAsync(0);
      expect(session.at('42')).toMatchObject({ state: 'open', failure: null });
    },
  );

  test('[SE4, RE5] let go of in backoff, a chat connects when it is wanted again', async () => {
    const session = startSession({ random: () => 0.9 });
    session.gateway.behaveOnce(refuses());
    await session.open('42');
    await session.clock.advanceAsync(100);
    session.chats.select(null);
    await session.clock.advanceAsync(10_000);
    await session.open('42');
    expect([session.at('42').state, session.dialedAt('42')]).toEqual(['open', [0, 10_100]]);
  });

  test('[RE1] running out of attempts is one event, one record and a state of its own', async () => {
    const session = startSession({ maxAttempts: 1 });
    session.gateway.behave(refuses());
    await session.open('42');
    await session.clock.advanceAsync(60_000);
    const failure = { reason: 'attempts-exhausted', message: 'no attempts left of 1' };
    expect(session.events.map(({ type, event }) => [type, event])).toEqual([['failed', { chatId: '42', failure }]]);
    expect(session.logged('chat.failed').map(({ level, reason }) => [level, reason])).toEqual([
      ['error', failure.reason],
    ]);
    expect(session.at('42')).toMatchObject({ state: 'failed', failure });
  });

  test('[RE1] maxAttempts 0 means no reconnection, not infinitely many', async () => {
    const session = startSession({ maxAttempts: 0 });
    session.gateway.behave(refuses());
    await session.open('42');
    await session.clock.advanceAsync(3_600_000);
    expect([session.dialedAt('42'), session.at('42').state]).toEqual([[0], 'failed']);
  });

  test('[RE1] the first try is retried like any other', async () => {
    const session = startSession();
    session.gateway.behaveOnce(refuses());
    await session.open('42');
    await session.clock.advanceAsync(3_000);
    expect([session.dialedAt('42').length, session.at('42').state]).toEqual([2, 'open']);
  });

  test('[AT3] an address that is refused once is asked for again, without any signal', async () => {
    const session = startSession({ query: refusedOnce(new Error('the token service is away')) });
    await session.open('42');
    const refused = session.at('42');
    await session.clock.advanceAsync(3_000);
    expect([refused.state, refused.lastFailure?.kind, session.at('42').state]).toEqual(['backoff', 'address', 'open']);
  });

  test('[AT4] a hung handshake is closed after connectTimeoutMs, and the next attempt follows', async () => {
    const session = startSession({ random: () => 0.5 });
    const { clock, gateway } = session;
    gateway.behaveOnce(hangs());
    await session.open('42');
    await clock.advanceAsync(9_999);
    const { state } = session.at('42');
    await clock.advanceAsync(1);
    expect([state, gateway.live, gateway.latest().closedBy, session.at('42').lastFailure?.kind]).toEqual([
      'connecting',
      [],
      { code: 1000, reason: '' },
      'timeout',
    ]);
    await clock.advanceAsync(3_000);
    expect(session.at('42').state).toBe('open');
  });

  test.each(['503', '{"code":503}', 'null', 'retry-after=', '[]'])(
    '[RE5] a close reason is text, whatever it looks like: %s',
    async (reason) => {
      const session = startSession();
      session.gateway.behave(sequence(acceptsThenCloses(1011, reason), accepts()));
      await session.open('42');
      await session.clock.advanceAsync(3_000);
      expect([session.at('42').state, session.at('42').lastClose]).toEqual([
        'open',
        { code: 1011, reason, wasClean: true },
      ]);
    },
  );
});
