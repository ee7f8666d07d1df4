import { describe, expect, test } from 'vitest';
import { accepts, acceptsThenDrops, createFixedRandom, refuses, sequence } from '../../src/testing/index.js';
import { type Session, startSession } from '../support/session.js';

const gapsOf = (times: readonly number[]) => times.slice(1).map((at, index) => at - (times[index] ?? 0));

const opens = ({ events }: Session) =>
  events.filter(({ type }) => type === 'open').map(({ at, event }) => ({ at, event }));

/** A chat that opened, was open for 5 s, so that no throttle is left, and lost its connection. */
const lose = async (options = {}) => {
  const session = startSession({ random: () => 0.5, ...options });
  await session.open('42');
  await session.clock.advanceAsync(5_000);
  session.gateway.latest('42').peer.drops();
  return session;
};

describe('after a failure', () => {
  test('[RE1] a wanted chat waits in backoff: a lost connection', async () => {
    const session = await lose();
    expect(session.at('42')).toEqual({
      chatId: '42',
      state: 'backoff',
      phase: 'waiting',
      connected: false,
      protocol: null,
      wanted: true,
      attempt: 1,
      maxAttempts: 10,
      retryAt: session.clock.wallNow() + 1_500,
      lastClose: { code: 1006, reason: '', wasClean: false },
      lastFailure: { kind: 'lost', message: expect.any(String) },
      failure: null,
      online: true,
      queued: 0,
    });
  });

  test('[RE1] a wanted chat gives up when no attempt is left: a first try and 10 reconnections', async () => {
    const session = startSession();
    session.gateway.behave(refuses());
    session.chats.select('42');
    await session.clock.advanceAsync(600_000);
    expect(session.at('42')).toEqual({
      chatId: '42',
      state: 'failed',
      phase: null,
      connected: false,
      protocol: null,
      wanted: true,
      attempt: 10,
      maxAttempts: 10,
      retryAt: null,
      lastClose: { code: 1006, reason: '', wasClean: false },
      lastFailure: { kind: 'handshake', message: expect.any(String) },
      failure: { reason: 'attempts-exhausted', message: expect.any(String) },
      online: true,
      queued: 0,
    });
    expect([session.dialedAt('42').length, session.events.map(({ type }) => type)]).toEqual([11, ['failed']]);
  });

  test('[RE1] a loss and 10 reconnections are the most there are', async () => {
    const session = await lose();
    session.gateway.behave(refuses());
    await session.clock.advanceAsync(600_000);
    const { state, attempt, failure } = session.at('42');
    expect({ state, attempt, reason: failure?.reason, dialed: session.dialedAt('42').length }).toEqual({
      state: 'failed',
      attempt: 10,
      reason: 'attempts-exhausted',
      dialed: 11,
    });
  });

  test('[RE1, SE5] a lingering chat does not reconnect, and counts nothing', async () => {
    const session = startSession();
    await session.open('42');
    session.chats.select(null);
    await session.clock.advanceAsync(5_000);
    session.gateway.latest().peer.drops();
    await session.clock.advanceAsync(600_000);
    const { state, attempt } = session.at('42');
    expect([state, attempt, session.dialedAt('42')]).toEqual(['idle', 0, [0]]);
  });
});

describe('the delays between attempts', () => {
  test.each([
    [
      'at their shortest, raised to the throttle',
      0,
      [2_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000, 15_000, 15_000, 15_000],
    ],
    ['in the middle', 0.5, [2_000, 3_000, 6_000, 12_000, 22_500, 22_500, 22_500, 22_500, 22_500, 22_500]],
    ['at their longest', 0.999, [2_997, 3_998, 7_996, 15_992, 29_985, 29_985, 29_985, 29_985, 29_985, 29_985]],
  ])('[RE2] grow from a random first to 30 s: %s', async (_, chance, expected) => {
    const session = startSession({ random: () => chance });
    session.gateway.behave(refuses());
    session.chats.select('42');
    await session.clock.advanceAsync(600_000);
    expect(gapsOf(session.dialedAt('42')).map(Math.round)).toEqual(expected);
  });

  test.each([
    ['no delay at all', 0, 0],
    ['almost 3 s', 0.999, 2_997],
  ])('[RE2] after a loss start with %s', async (_, chance, delayMs) => {
    const session = await lose({ random: () => chance });
    await session.clock.advanceAsync(10_000);
    expect(gapsOf(session.dialedAt('42'))).toEqual([5_000 + delayMs]);
  });

  test('[RE2, AT2] are raised to the rest of the throttle on entry: backoff never ends in `throttled`', async () => {
    const session = startSession({ random: () => 0 });
    session.gateway.behave(sequence(acceptsThenDrops({ afterMs: 600 }), accepts()));
    await session.open('42');
    const seen: [number, string, number | null][] = [];
    session.chats.get('42').subscribe(({ state, retryAt }) => {
      if (state === seen.at(-1)?.[1]) return;
      seen.push([session.clock.now(), state, retryAt === null ? null : retryAt - session.clock.wallNow()]);
    });
    await session.clock.advanceAsync(2_000);
    expect(seen).toEqual([
      [0, 'open', null],
      [600, 'backoff', 1_400],
      [2_000, 'connecting', null],
      [2_000, 'open', null],
    ]);
  });

  test('[RE2] are not shortened or lengthened by what happens meanwhile: the countdown never jumps', async () => {
    const session = await lose({ random: createFixedRandom(0.9, 0.1) });
    const { retryAt } = session.at('42');
    for (let step = 0; step < 10; step += 1) {
      await session.clock.advanceAsync(100);
      session.chats.select('42');
      session.page.hides();
      session.page.shows();
      expect(session.at('42').retryAt).toBe(retryAt);
    }
  });

  test('[RE2] are shown to the whole millisecond, whatever the backoff answers', async () => {
    const session = await lose({ backoff: () => 3_000.4 });
    expect(session.at('42').retryAt).toBe(session.clock.wallNow() + 3_000);
  });

  test('[RE2] are measured on the monotonic clock, though the wall clock jumps by an hour', async () => {
    const session = await lose();
    session.clock.shiftWall(-3_600_000);
    await session.clock.advanceAsync(1_500);
    expect(session.dialedAt('42')).toEqual([0, 6_500]);
  });
});

describe('the `open` event', () => {
  test('[RE1] of a first connection knows of none before', async () => {
    const session = startSession();
    await session.open('42');
    expect(opens(session)).toEqual([
      { at: 0, event: { chatId: '42', attempt: 0, reconnected: false, lostForMs: null, protocol: null } },
    ]);
  });

  test('[RE1] of a first connection after failed attempts is no reconnection', async () => {
    const session = startSession({ random: () => 0.5 });
    session.gateway.behave(sequence(refuses(), accepts()));
    session.chats.select('42');
    await session.clock.advanceAsync(2_000);
    expect(opens(session)).toEqual([
      { at: 2_000, event: { chatId: '42', attempt: 1, reconnected: false, lostForMs: null, protocol: null } },
    ]);
  });

  test('[RE1] counts from the opening where the loss was not clean and no frame had come', async () => {
    const session = await lose();
    await session.clock.advanceAsync(1_500);
    expect(opens(session)[1]).toEqual({
      at: 6_500,
      event: { chatId: '42', attempt: 1, reconnected: true, lostForMs: 6_500, protocol: null },
    });
  });

  test('[RE1] counts from the last frame where the loss was not clean', async () => {
    const session = startSession({ random: () => 0.5 });
    await session.open('42');
    await session.clock.advanceAsync(3_000);
    session.gateway.latest().peer.sends('hello');
    await session.clock.advanceAsync(2_000);
    session.gateway.latest().peer.drops();
    await session.clock.advanceAsync(1_500);
    expect(opens(session)[1]?.event).toEqual({
      chatId: '42',
      attempt: 1,
      reconnected: true,
      lostForMs: 3_500,
      protocol: null,
    });
  });

  test('[RE1] counts from the close where it was clean, over failed attempts too', async () => {
    const session = startSession({ random: () => 0.5 });
    await session.open('42');
    await session.clock.advanceAsync(5_000);
    session.gateway.behave(sequence(refuses(), accepts()));
    session.gateway.latest().peer.closes(1001);
    await session.clock.advanceAsync(1_500 + 3_000);
    expect(opens(session)[1]?.event).toEqual({
      chatId: '42',
      attempt: 2,
      reconnected: true,
      lostForMs: 4_500,
      protocol: null,
    });
  });

  test('[PL3] counts from the freeze that closed the connection', async () => {
    const session = startSession();
    await session.open('42');
    await session.clock.advanceAsync(5_000);
    session.page.freezes();
    await session.clock.advanceAsync(300_000);
    session.page.resumes();
    await session.clock.advanceAsync(0);
    expect(opens(session)[1]?.event).toEqual({
      chatId: '42',
      attempt: 0,
      reconnected: true,
      lostForMs: 300_000,
      protocol: null,
    });
  });

  test('[RE1] of a connection that was replaced is a reconnection', async () => {
    const session = startSession();
    await session.open('42');
    await session.clock.advanceAsync(5_000);
    session.page.goesOffline();
    await session.clock.advanceAsync(1_000);
    session.page.comesOnline();
    await session.clock.advanceAsync(0);
    expect(opens(session)[1]?.event).toEqual({
      chatId: '42',
      attempt: 0,
      reconnected: true,
      lostForMs: 6_000,
      protocol: null,
    });
  });

  test('[RE1, RE4] after giving up and retry() is a reconnection', async () => {
    const session = await lose({ maxAttempts: 0 });
    await session.clock.advanceAsync(100_000);
    session.chats.get('42').retry();
    await session.clock.advanceAsync(0);
    expect(opens(session)[1]?.event).toEqual({
      chatId: '42',
      attempt: 0,
      reconnected: true,
      lostForMs: 105_000,
      protocol: null,
    });
  });

  test('[RE1, SE4] of a chat that was let go and is newly wanted is none', async () => {
    const session = await lose();
    session.chats.select(null);
    await session.clock.advanceAsync(5_000);
    await session.open('42');
    expect(opens(session)[1]?.event).toEqual({
      chatId: '42',
      attempt: 1,
      reconnected: false,
      lostForMs: null,
      protocol: null,
    });
  });
});
