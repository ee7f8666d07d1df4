import { describe, expect, test } from 'vitest';
import { accepts, acceptsThenCloses, createFixedRandom, refuses, sequence } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';
import { closedWith, stance } from './closed-session.js';

const RETRY = { state: 'backoff', attempt: 1, waitMs: 1_500, reason: null };
const HOLD_OFF = { state: 'backoff', attempt: 1, waitMs: 15_750, reason: null };
const REFRESH = { state: 'connecting', attempt: 0, waitMs: null, reason: null };
const FATAL = { state: 'failed', attempt: 0, waitMs: null, reason: 'rejected' };

describe('classifyClose', () => {
  const overriding = async (code: number, decision: unknown) => {
    const asked: unknown[] = [];
    const classifyClose = (...question: unknown[]) => {
      asked.push(question);
      if (decision instanceof Error) throw decision;
      return decision as never;
    };
    const session = await closedWith(code, 'why', { classifyClose });
    return { session, asked, complaints: session.logged('callback.failed') };
  };

  test.each<[string, number, unknown, object]>([
    ['retry in place of fatal', 4404, 'retry', RETRY],
    ['fatal in place of retry', 1011, 'fatal', FATAL],
    ['refresh in place of retry', 1011, 'refresh', REFRESH],
    ['retry in place of refresh', 4401, 'retry', RETRY],
    ['a delay', 1011, { retryAfterMs: 20_000 }, { ...RETRY, waitMs: 21_000 }],
    ['a delay of no name', 1011, { retryAfterMs: null }, HOLD_OFF],
    ['nothing: the table', 4404, undefined, FATAL],
    ['nothing: the table, a delay in the reason too', 4429, undefined, HOLD_OFF],
  ])('[RE5] decides: %s', async (_, code, decision, expected) => {
    const { session, asked, complaints } = await overriding(code, decision);
    expect([stance(session), complaints]).toEqual([expected, []]);
    expect(asked).toEqual([[{ code, reason: 'why', wasClean: true }, { attempt: 0 }]]);
  });

  test.each<[string, unknown]>([
    ['throws', new Error('a bug')],
    ['answers another word', 'explode'],
    ['answers null', null],
    ['answers a number', 4_000],
    ['answers a boolean', true],
    ['answers a promise', Promise.resolve('fatal')],
    ['answers a negative delay', { retryAfterMs: -1 }],
    ['answers NaN for a delay', { retryAfterMs: Number.NaN }],
    ['answers text for a delay', { retryAfterMs: '5' }],
    ['answers an empty object', {}],
  ])('[RE5] that %s is logged, and the table decides', async (_, decision) => {
    const retried = await overriding(1011, decision);
    const fatal = await overriding(4404, decision);
    expect([stance(retried.session), stance(fatal.session)]).toEqual([RETRY, FATAL]);
    for (const { complaints } of [retried, fatal]) {
      expect(complaints.map(({ level, error }) => [level, error])).toEqual([
        ['warn', expect.stringMatching(/^classifyClose: /)],
      ]);
    }
  });

  test('[RE5] is told the number of the attempt, and asked about failed handshakes too', async () => {
    const asked: unknown[] = [];
    const session = startSession({
      random: createFixedRandom(0.5),
      classifyClose: ({ code, wasClean }, { attempt }) => {
        asked.push([code, wasClean, attempt]);
        return undefined;
      },
    });
    session.gateway.behave(sequence(refuses(), acceptsThenCloses(1001), accepts()));
    session.chats.select('42');
    await session.clock.advanceAsync(10_000);
    expect(asked).toEqual([
      [1006, false, 0],
      [1001, true, 1],
    ]);
  });

  test('[RE5] that calls for 1002 to be retried is obeyed for ever', async () => {
    const session = startSession({ random: () => 0.5, classifyClose: () => 'retry', maxAttempts: 6 });
    session.gateway.behave(acceptsThenCloses(1002));
    await session.open('42');
    await session.clock.advanceAsync(600_000);
    expect([session.dialedAt('42').length, session.at('42').failure?.reason]).toEqual([7, 'attempts-exhausted']);
  });
});
