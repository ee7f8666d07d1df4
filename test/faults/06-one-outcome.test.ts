import { expect, test } from 'vitest';
import {
  accepts,
  acceptsThenDrops,
  type Behaviour,
  closesSynchronously,
  failsWithErrorOnly,
  hangs,
  refuses,
} from '../../src/testing/index.js';
import { type Session, startSession } from '../support/session.js';

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

test.each<[string, Behaviour, unknown]>([
  ['`error` and then `close`, with microtasks between', refuses({ afterMs: 5 }), failedOnce(5, ABNORMAL)],
  ['`error` and `close` in one go', emitting('error', 'close'), failedOnce(5, ABNORMAL)],
  ['`close` and then `error`', emitting('close', 'error'), failedOnce(5, ABNORMAL)],
  ['`close` alone', emitting('close'), failedOnce(5, ABNORMAL)],
  ['`error` alone, readyState 3', failsWithErrorOnly({ afterMs: 5 }), failedOnce(5, null)],
  ['`error` alone, readyState 0', failsWithErrorOnly({ afterMs: 5, readyState: 0 }), failedOnce(5, null)],
  ['both twice', emitting('error', 'close', 'error', 'close'), failedOnce(5, ABNORMAL)],
  ['many errors', emitting('error', 'error', 'error'), failedOnce(5, null)],
])('[AT5] fault 6: an attempt is one failure after %s', async (_, behaviour, expected) => {
  expect(outcomeOf(await dial(behaviour))).toEqual(expected);
});

test('[AT5] fault 6: an attempt waits one task for the `close` that has the code, and no longer', async () => {
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

test('[AT5] fault 6: an attempt is one failure when nothing comes at all: the timeout', async () => {
  const session = await dial(hangs());
  await session.clock.advanceAsync(9_000);
  expect(outcomeOf(session)).toEqual(failedOnce(10_000, null, 'timeout'));
  expect(session.gateway.latest().readyState).toBeGreaterThan(1);
});

test('[AT5, LI3] fault 6: an attempt is one failure when the timeout fires late, after a sleep', async () => {
  const session = await dial(hangs());
  session.clock.sleep(60_000);
  expect(outcomeOf(session)).toEqual(failedOnce(61_000, null, 'timeout'));
});

test.each<[string, Behaviour]>([
  ['while CONNECTING', closesSynchronously(hangs())],
  ['while OPEN', closesSynchronously()],
])(
  '[AT5, AT7] fault 6: a released attempt is not disturbed by events that close() delivers inside the call, %s',
  async (_, behaviour) => {
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
  },
);

test("[AT5] fault 6: an attempt's outcome is the timeout, once, though its close() delivers events inside the call", async () => {
  const session = await dial(closesSynchronously(hangs()));
  await session.clock.advanceAsync(9_000);
  expect(outcomeOf(session)).toEqual(failedOnce(10_000, null, 'timeout'));
});

test.each<[string, ('error' | 'close')[], unknown]>([
  ['`error` alone', ['error'], null],
  ['`close` alone', ['close'], ABNORMAL],
  ['both twice', ['error', 'close', 'error', 'close'], ABNORMAL],
])('[AT5] fault 6: an open connection is lost once after %s', async (_, types, lastClose) => {
  const session = await dial(accepts());
  for (const type of types) session.gateway.latest().peer.emits(type, type === 'close' ? ABNORMAL : {});
  await session.clock.advanceAsync(0);
  expect(session.logged('connection.lost')).toHaveLength(1);
  expect(session.events.filter(({ type }) => type === 'close')).toHaveLength(1);
  const { state, attempt, lastFailure } = session.at('42');
  expect({ state, attempt, kind: lastFailure?.kind }).toEqual({ state: 'backoff', attempt: 1, kind: 'lost' });
  if (lastClose !== null) expect(session.at('42').lastClose).toEqual(lastClose);
});

test('[AT5] fault 6: an attempt is a success followed by a loss when the peer drops what it accepted', async () => {
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

test('[AT5, SE4] fault 6: an attempt is `cancelled` by a release, and no failure', async () => {
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
