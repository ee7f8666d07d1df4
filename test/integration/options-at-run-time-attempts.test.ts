import { describe, expect, test } from 'vitest';
import type { ChatConnectionsOptions } from '../../src/index.js';
import { accepts, acceptsThenDrops, refuses } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

describe('maxAttempts', () => {
  test('[RE1] 0 is none: the first failure is the last', async () => {
    const session = startSession({ maxAttempts: 0 });
    session.gateway.behave(refuses());
    session.chats.select('42');
    await session.clock.advanceAsync(600_000);
    const { state, attempt, maxAttempts, failure } = session.at('42');
    expect([state, attempt, maxAttempts, failure?.reason, session.dialedAt('42')]).toEqual([
      'failed',
      0,
      0,
      'attempts-exhausted',
      [0],
    ]);
  });

  test('[RE1] 0 is none after the loss of a connection too, until it proved itself or not', async () => {
    const session = startSession({ maxAttempts: 0 });
    session.gateway.behave(acceptsThenDrops({ afterMs: 40_000 }));
    await session.open('42');
    await session.clock.advanceAsync(600_000);
    expect([session.at('42').failure?.reason, session.dialedAt('42')]).toEqual(['attempts-exhausted', [0]]);
  });

  test('[RE1] Infinity never gives up', () => {
    const session = startSession({ maxAttempts: Number.POSITIVE_INFINITY, random: () => 0.5 });
    session.gateway.behave(refuses());
    session.chats.select('42');
    session.clock.advance(3_600_000);
    const { state, maxAttempts } = session.at('42');
    expect([state, maxAttempts, session.dialedAt('42').length > 150]).toEqual([
      'backoff',
      Number.POSITIVE_INFINITY,
      true,
    ]);
  });
});

describe('backoff', () => {
  const lost = async (options: ChatConnectionsOptions) => {
    const session = startSession({ random: () => 0.5, ...options });
    await session.open('42');
    await session.clock.advanceAsync(5_000);
    session.gateway.behave(refuses());
    session.gateway.latest('42').peer.drops();
    return { ...session, waitMs: (session.at('42').retryAt ?? 0) - session.clock.wallNow() };
  };

  test('[RE2] as a record replaces the figures that it names', async () => {
    const session = startSession({ random: () => 0.5, backoff: { baseMs: 10_000, maxMs: 25_000 }, maxAttempts: 3 });
    session.gateway.behave(refuses());
    session.chats.select('42');
    await session.clock.advanceAsync(100_000);
    expect(session.dialedAt('42')).toEqual([0, 2_000, 17_000, 35_750]);
  });

  test('[RE2] as a function is asked with the number of the attempt, from 1, and the randomness', async () => {
    const asked: [number, number][] = [];
    const session = startSession({
      random: () => 0.25,
      maxAttempts: 3,
      backoff: (attempt, random) => {
        asked.push([attempt, random()]);
        return attempt * 5_000;
      },
    });
    session.gateway.behave(refuses());
    session.chats.select('42');
    await session.clock.advanceAsync(100_000);
    expect([asked, session.dialedAt('42'), session.logged('callback.failed')]).toEqual([
      [
        [1, 0.25],
        [2, 0.25],
        [3, 0.25],
      ],
      [0, 5_000, 15_000, 30_000],
      [],
    ]);
  });

  test('[RE2, AT2] that answers less than the rest of the throttle is raised to it', async () => {
    const session = startSession({ backoff: () => 0, maxAttempts: 2 });
    session.gateway.behave(refuses());
    session.chats.select('42');
    await session.clock.advanceAsync(100_000);
    expect([session.dialedAt('42'), session.logged('attempt.throttled')]).toEqual([[0, 2_000, 4_000], []]);
  });

  test.each<[string, () => unknown]>([
    ['throws', () => Promise.reject],
    ['NaN', () => Number.NaN],
    ['Infinity', () => Number.POSITIVE_INFINITY],
    ['a negative number', () => -1],
    ['text', () => '5'],
    ['nothing', () => undefined],
    ['a promise', async () => 5_000],
    ['a bigint', () => 5n],
    ['a symbol', () => Symbol('soon')],
  ])('[RE2] that answers nonsense is logged and the default used: %s', async (name, answer) => {
    const backoff = () => {
      if (name === 'throws') throw new Error('a bug');
      return answer() as number;
    };
    const session = await lost({ backoff });
    expect([session.waitMs, session.at('42').state]).toEqual([1_500, 'backoff']);
    expect(session.logged('callback.failed').map(({ level, error }) => [level, error])).toEqual([
      ['warn', expect.stringMatching(/^backoff: /)],
    ]);
  });

  test('[RE2] that answers more than any platform timer holds is obeyed', async () => {
    const days = 86_400_000;
    const session = await lost({ backoff: () => 40 * days, maxAttempts: 1 });
    await session.clock.advanceAsync(40 * days - 1);
    const before = session.dialedAt('42').length;
    await session.clock.advanceAsync(1);
    expect([session.waitMs, before, session.dialedAt('42').length]).toEqual([40 * days, 1, 2]);
  });

  test('[RE2] that answers the largest number there is waits, and can be retried', async () => {
    const session = await lost({ backoff: () => Number.MAX_VALUE });
    await session.clock.advanceAsync(365 * 86_400_000);
    const before = [session.at('42').state, session.dialedAt('42').length];
    session.gateway.behave(accepts());
    session.chats.get('42').retry();
    await session.clock.advanceAsync(0);
    expect([before, session.at('42').state]).toEqual([['backoff', 1], 'open']);
  });

  test('[RE2] may call back: what it asks for happens', async () => {
    const session = startSession({
      backoff: () => {
        session.chats.select(null);
        return 1_000;
      },
    });
    session.gateway.behave(refuses());
    session.chats.select('42');
    await session.clock.advanceAsync(100_000);
    expect([session.at('42').state, session.dialedAt('42'), session.timers()]).toEqual(['idle', [0], 0]);
  });
});
