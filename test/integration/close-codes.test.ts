import { describe, expect, test } from 'vitest';
import { accepts, acceptsThenCloses, refuses, sequence } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';
import { closedWith, stance } from './closed-session.js';

describe('a close of an open connection', () => {
  test('[RE5] for good is told once, makes no further attempt, and leaves no timer', async () => {
    const session = await closedWith(4404);
    await session.clock.advanceAsync(3_600_000);
    expect([session.events.map(({ type }) => type), session.dialedAt('42'), session.timers()]).toEqual([
      ['open', 'close', 'failed'],
      [0],
      0,
    ]);
  });
});

describe('a protocol error', () => {
  test('[RE5] is retried; the third in a row is fatal', async () => {
    const session = startSession({ random: () => 0.5 });
    session.gateway.behave(acceptsThenCloses(1002));
    await session.open('42');
    await session.clock.advanceAsync(600_000);
    expect([session.dialedAt('42'), stance(session)]).toEqual([
      [0, 2_000, 5_000],
      { state: 'failed', attempt: 2, waitMs: null, reason: 'rejected' },
    ]);
  });

  test('[RE5] is not in a row with those before another close', async () => {
    const session = startSession({ random: () => 0.5, maxAttempts: 5 });
    const error = acceptsThenCloses(1002);
    session.gateway.behave(sequence(error, error, acceptsThenCloses(1011), error, error, accepts()));
    await session.open('42');
    await session.clock.advanceAsync(100_000);
    expect([session.at('42').state, session.dialedAt('42').length]).toEqual(['open', 6]);
  });

  test('[RE3, RE5] is not in a row with those before the budget was restored', async () => {
    const session = startSession({ random: () => 0.5 });
    const error = acceptsThenCloses(1002);
    const provedError = acceptsThenCloses(1002, '', { afterMs: 30_000 });
    session.gateway.behave(sequence(error, error, provedError, error, accepts()));
    await session.open('42');
    await session.clock.advanceAsync(100_000);
    expect([session.at('42').state, session.dialedAt('42').length]).toEqual(['open', 5]);
  });
});

describe('a refused token', () => {
  test.each([4401, 1008])('[RE5] (%i) counts no failure and is followed by an attempt at once', async (code) => {
    const triggers: [string, number][] = [];
    const session = await closedWith(code, '', {
      query: ({ trigger, attempt }) => {
        triggers.push([trigger, attempt]);
        return {};
      },
    });
    await session.clock.advanceAsync(0);
    expect([session.dialedAt('42'), session.at('42').attempt, triggers]).toEqual([
      [0, 5_000],
      0,
      [
        ['wanted', 0],
        ['unauthorized', 0],
      ],
    ]);
  });

  test('[RE5, AT2] is followed by an attempt as soon as the throttle lets it', async () => {
    const session = startSession();
    session.gateway.behave(sequence(acceptsThenCloses(4401, '', { afterMs: 300 }), accepts()));
    await session.open('42');
    await session.clock.advanceAsync(300);
    const waiting = stance(session);
    await session.clock.advanceAsync(1_700);
    expect([waiting, session.dialedAt('42'), session.at('42').state]).toEqual([
      { state: 'throttled', attempt: 0, waitMs: 1_700, reason: null },
      [0, 2_000],
      'open',
    ]);
  });

  test.each([
    [4401, 4401],
    [1008, 4401],
  ])('[RE5] a second time (%i, then %i) fails the chat', async (first, second) => {
    const session = startSession();
    session.gateway.behave(sequence(acceptsThenCloses(first), acceptsThenCloses(second)));
    await session.open('42');
    await session.clock.advanceAsync(600_000);
    expect([stance(session), session.dialedAt('42')]).toEqual([
      { state: 'failed', attempt: 0, waitMs: null, reason: 'unauthorized' },
      [0, 2_000],
    ]);
  });

  test('[RE5] a second time fails the chat, whatever happened between but a proof', async () => {
    const session = startSession({ random: () => 0.5 });
    const drops = acceptsThenCloses(1011, '', { afterMs: 20_000 });
    session.gateway.behave(sequence(acceptsThenCloses(4401), refuses(), drops, acceptsThenCloses(4401)));
    await session.open('42');
    await session.clock.advanceAsync(600_000);
    expect([session.at('42').failure?.reason, session.dialedAt('42').length]).toEqual(['unauthorized', 4]);
  });

  test('[RE3, RE5] is refreshed again after a proved connection', async () => {
    const session = startSession();
    session.gateway.behave(
      sequence(acceptsThenCloses(4401), acceptsThenCloses(4401, '', { afterMs: 30_000 }), accepts()),
    );
    await session.open('42');
    await session.clock.advanceAsync(100_000);
    expect([session.at('42').state, session.dialedAt('42')]).toEqual(['open', [0, 2_000, 32_000]]);
  });

  test('[RE3, RE5] is refreshed again after retry()', async () => {
    const session = startSession();
    session.gateway.behave(
      sequence(acceptsThenCloses(4401), acceptsThenCloses(4401), acceptsThenCloses(4401), accepts()),
    );
    await session.open('42');
    await session.clock.advanceAsync(10_000);
    const { failure } = session.at('42');
    session.chats.get('42').retry();
    await session.clock.advanceAsync(10_000);
    expect([failure?.reason, session.at('42').state]).toEqual(['unauthorized', 'open']);
  });

  test('[RE5] spends no attempt even where there is none', async () => {
    const session = await closedWith(4401, '', { maxAttempts: 0 });
    await session.clock.advanceAsync(0);
    expect(session.at('42').state).toBe('open');
  });
});
