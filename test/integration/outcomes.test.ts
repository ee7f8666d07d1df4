import { describe, expect, test, vi } from 'vitest';
import {
  accepts,
  acceptsThenDrops,
  type Behaviour,
  closesSynchronously,
  failsWithErrorOnly,
  hangs,
  refuses,
  throwsOnConstruction,
} from '../../src/testing/index.js';
import { type Session, startSession } from '../support/session.js';
import { leftOut } from './left-out.js';

/** What came of the first attempt: its one outcome in the log, and the state that it led to. */
const outcomeOf = (session: Session) => {
  const outcomes = session.records.filter(({ event }) =>
    ['attempt.opened', 'attempt.failed', 'attempt.cancelled', 'connection.lost', 'chat.failed'].includes(event),
  );
  const { state, attempt, lastClose, lastFailure } = session.at('42');
  return { outcomes: outcomes.map(({ event, at }) => [event, at]), state, attempt, lastClose, kind: lastFailure?.kind };
};

const failedOnce = (at: number, lastClose: unknown, kind = 'handshake') => ({
  outcomes: [['attempt.failed', at]],
  state: 'backoff',
  attempt: 1,
  lastClose,
  kind,
});

const ABNORMAL = { code: 1006, reason: '', wasClean: false };

const emitting =
  (...types: ('error' | 'close')[]): Behaviour =>
  (peer) =>
    peer.after(5, () => {
      for (const type of types) peer.emits(type, type === 'close' ? ABNORMAL : {});
    });

/** Backoff and throttle are long enough for nothing but the outcome to happen. */
const dial = async (behaviour: Behaviour) => {
  const session = startSession({ random: () => 0.5 });
  session.gateway.behave(behaviour);
  session.chats.select('42');
  await session.clock.advanceAsync(1_000);
  return session;
};

describe('the outcome of an attempt', () => {
  test.each<[string, Behaviour, unknown]>([
    ['`error` and then `close`, with microtasks between', refuses({ afterMs: 5 }), failedOnce(5, ABNORMAL)],
    ['`error` and `close` in one go', emitting('error', 'close'), failedOnce(5, ABNORMAL)],
    ['`close` and then `error`', emitting('close', 'error'), failedOnce(5, ABNORMAL)],
    ['`close` alone', emitting('close'), failedOnce(5, ABNORMAL)],
    ['`error` alone, readyState 3', failsWithErrorOnly({ afterMs: 5 }), failedOnce(5, null)],
    ['`error` alone, readyState 0', failsWithErrorOnly({ afterMs: 5, readyState: 0 }), failedOnce(5, null)],
    ['both twice', emitting('error', 'close', 'error', 'close'), failedOnce(5, ABNORMAL)],
    ['many errors', emitting('error', 'error', 'error'), failedOnce(5, null)],
  ])('[AT5] is one failure after %s', async (_, behaviour, expected) => {
    expect(outcomeOf(await dial(behaviour))).toEqual(expected);
  });

  test('[AT5] waits one task for the `close` that has the code, and no longer', async () => {
    const session = startSession({ random: () => 0.5 });
    session.gateway.behave(hangs());
    session.chats.select('42');
    const { peer } = session.gateway.latest();
    peer.emits('error', {});
    const meanwhile = session.at('42').state;
    await session.clock.settle();
    const afterMicrotasks = session.at('42').state;
    peer.emits('close', { code: 4404, reason: 'gone', wasClean: true });
    expect([meanwhile, afterMicrotasks, session.at('42').failure?.reason, session.at('42').lastClose]).toEqual([
      'connecting',
      'connecting',
      'rejected',
      { code: 4404, reason: 'gone', wasClean: true },
    ]);
  });

  test('[AT5] is one failure when nothing comes at all: the timeout', async () => {
    const session = await dial(hangs());
    await session.clock.advanceAsync(9_000);
    expect(outcomeOf(session)).toEqual(failedOnce(10_000, null, 'timeout'));
    expect(session.gateway.latest().readyState).toBeGreaterThan(1);
  });

  test('[AT5, LI3] is one failure when the timeout fires late, after a sleep', async () => {
    const session = await dial(hangs());
    session.clock.sleep(60_000);
    expect(outcomeOf(session)).toEqual(failedOnce(61_000, null, 'timeout'));
  });

  test.each<[string, Behaviour]>([
    ['while CONNECTING', closesSynchronously(hangs())],
    ['while OPEN', closesSynchronously()],
  ])('[AT5, AT7] is not disturbed by events that close() delivers inside the call, %s', async (_, behaviour) => {
    const session = await dial(behaviour);
    session.page.freezes();
    session.chats.select(null);
    await session.clock.advanceAsync(100_000);
    const isOpen = session.logged('attempt.opened').length === 1;
    expect(session.records.filter(({ level }) => level === 'warn')).toEqual([]);
    expect([session.logged('attempt.cancelled').length, session.logged('attempt.failed').length]).toEqual([
      isOpen ? 0 : 1,
      0,
    ]);
    expect(session.gateway.sockets).toHaveLength(1);
  });

  test('[AT5] is the timeout, once, though its close() delivers events inside the call', async () => {
    const session = await dial(closesSynchronously(hangs()));
    await session.clock.advanceAsync(9_000);
    expect(outcomeOf(session)).toEqual(failedOnce(10_000, null, 'timeout'));
  });

  test.each<[string, ('error' | 'close')[], unknown]>([
    ['`error` alone', ['error'], null],
    ['`close` alone', ['close'], ABNORMAL],
    ['both twice', ['error', 'close', 'error', 'close'], ABNORMAL],
  ])('[AT5] is one loss of an open connection after %s', async (_, types, lastClose) => {
    const session = await dial(accepts());
    for (const type of types) session.gateway.latest().peer.emits(type, type === 'close' ? ABNORMAL : {});
    await session.clock.advanceAsync(0);
    expect(session.logged('connection.lost')).toHaveLength(1);
    expect(session.events.filter(({ type }) => type === 'close')).toHaveLength(1);
    const { state, attempt, lastFailure } = session.at('42');
    expect({ state, attempt, kind: lastFailure?.kind }).toEqual({ state: 'backoff', attempt: 1, kind: 'lost' });
    if (lastClose !== null) expect(session.at('42').lastClose).toEqual(lastClose);
  });

  test('[AT5] is a success followed by a loss when the peer drops what it accepted', async () => {
    const session = await dial(acceptsThenDrops());
    expect(outcomeOf(session)).toEqual({
      outcomes: [
        ['attempt.opened', 0],
        ['connection.lost', 0],
      ],
      state: 'backoff',
      attempt: 1,
      lastClose: ABNORMAL,
      kind: 'lost',
    });
  });

  test('[AT5, SE4] is `cancelled` by a release, and no failure', async () => {
    const session = await dial(hangs());
    session.chats.select(null);
    await session.clock.advanceAsync(100_000);
    expect(outcomeOf(session)).toEqual({
      outcomes: [['attempt.cancelled', 1_000]],
      state: 'idle',
      attempt: 0,
      lastClose: null,
      kind: undefined,
    });
  });

  test('[AT5] of an open that races the timeout is one of the two, and the loser is closed', async () => {
    const session = startSession({ random: () => 0.5 });
    session.gateway.behaveOnce(accepts({ afterMs: 10_000 }));
    session.chats.select('42');
    await session.clock.advanceAsync(10_000);
    const [first] = session.gateway.sockets;
    const isOpen = session.at('42').state === 'open';
    expect(session.logged('attempt.opened').length + session.logged('attempt.failed').length).toBe(1);
    expect(isOpen ? first?.readyState === 1 : (first?.readyState ?? 0) > 1).toBe(true);
  });
});

describe('a misconfiguration', () => {
  const refusedUrl = throwsOnConstruction(new DOMException('Refused to connect', 'SecurityError'));

  test('[AT6] fails the chat at once when the constructor throws, and stays quiet', async () => {
    const session = await dial(refusedUrl);
    await session.clock.advanceAsync(600_000);
    const { state, failure, lastFailure } = session.at('42');
    expect({
      state,
      failure,
      lastFailure,
      constructed: session.gateway.constructedAt,
      timers: session.timers(),
    }).toEqual({
      state: 'failed',
      failure: { reason: 'misconfigured', message: 'Refused to connect' },
      lastFailure: { kind: 'handshake', message: 'Refused to connect' },
      constructed: [0],
      timers: 0,
    });
  });

  test('[AT6, RE4] ends by retry(), through the throttle', async () => {
    const session = await dial(refusedUrl);
    session.gateway.behave(accepts());
    session.chats.get('42').retry();
    const { state } = session.at('42');
    await session.clock.advanceAsync(1_000);
    expect([state, session.at('42').state, session.gateway.constructedAt]).toEqual(['throttled', 'open', [0, 2_000]]);
  });

  test('[AT4, AT6] gives its slot back', async () => {
    const session = startSession({ maxHandshakes: 1 });
    session.gateway.behaveFor('b', accepts());
    session.gateway.behaveOnce(refusedUrl);
    session.chats.retain('a');
    session.chats.retain('b');
    await session.clock.advanceAsync(0);
    expect([session.at('a').state, session.at('b').state]).toEqual(['failed', 'open']);
  });

  test('[AT6] is a platform without WebSocket, and no other constructor', async () => {
    vi.stubGlobal('WebSocket', undefined);
    try {
      const session = startSession(leftOut('WebSocket'));
      const created = session.at('42').state;
      session.chats.select('42');
      await session.clock.advanceAsync(0);
      expect([created, session.at('42').failure]).toEqual([
        'idle',
        { reason: 'misconfigured', message: expect.stringContaining('this platform has no WebSocket') },
      ]);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test.each<[string, string]>([
    ['a relative address', '/api/v1/chats/42/ws'],
    ['an empty one', ''],
    ['another scheme', 'ftp://gateway.example/'],
    ['a fragment', 'wss://gateway.example/#top'],
    ['an impossible port', 'wss://gateway.example:99999/'],
  ])('[AT6] is %s', async (_, address) => {
    const session = startSession({ ...leftOut('gateway'), url: () => address });
    session.chats.select('42');
    await session.clock.advanceAsync(0);
    const { state, failure } = session.at('42');
    expect([state, failure?.reason, session.gateway.constructedAt]).toEqual(['failed', 'misconfigured', []]);
  });

  test('[AT6] is a subprotocol that is no token', async () => {
    const session = startSession({ protocols: 'not a token' });
    session.chats.select('42');
    expect(session.at('42').failure?.reason).toBe('misconfigured');
  });
});
