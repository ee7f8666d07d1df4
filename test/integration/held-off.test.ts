import { describe, expect, test } from 'vitest';
import type { ChatConnectionsOptions } from '../../src/index.js';
import { accepts, acceptsThenCloses, refuses, sequence } from '../../src/testing/index.js';
import { type Session, startSession } from '../support/session.js';

/** A chat whose server asked it, after 5 s of being open, not to return for now. */
const heldOff = async (reason: string, options: ChatConnectionsOptions = {}, code = 4429) => {
  const session = startSession({ random: () => 0, burstMs: 0, ...options });
  await session.open('42');
  await session.clock.advanceAsync(5_000);
  session.gateway.latest('42').peer.closes(code, reason);
  return session;
};

const waitMs = (session: Session) => {
  const { retryAt } = session.at('42');
  return retryAt === null ? null : Math.round(retryAt - session.clock.wallNow());
};

describe('a server that asks for patience', () => {
  test.each([1013, 4429, 4503])('[RE5] (%i) gets the delay that it names', async (code) => {
    const session = await heldOff('retry-after=60', {}, code);
    await session.clock.advanceAsync(59_999);
    const before = session.dialedAt('42');
    const seen = [...before];
    await session.clock.advanceAsync(1);
    expect([seen, session.dialedAt('42')]).toEqual([[0], [0, 65_000]]);
  });

  test.each([
    ['names it among other words', 'overloaded; retry-after=7', 7_000],
    ['names none', 'overloaded', 15_000],
    ['gives no reason', '', 15_000],
    ['names no number', 'retry-after=soon', 15_000],
    ['names a fraction', 'retry-after=1.5', 15_000],
    ['names a negative one', 'retry-after=-5', 15_000],
    ['names a day: an hour at most', 'retry-after=86400', 3_600_000],
    ['names more than a number holds: an hour at most', `retry-after=${'9'.repeat(80)}`, 3_600_000],
  ])('[RE5] and %s', async (_, reason, expected) => {
    expect(waitMs(await heldOff(reason))).toBe(expected);
  });

  test('[RE5] and names none gets the usual delay where that is longer than 15 s', async () => {
    expect(waitMs(await heldOff('', { backoff: () => 40_000 }))).toBe(40_000);
  });

  test('[RE2, RE5] and names none gets the delay of the failures so far where that is longer than 15 s', async () => {
    const session = startSession({ random: () => 0, backoff: (attempt) => attempt * 10_000 });
    session.gateway.behave(sequence(refuses(), refuses(), acceptsThenCloses(4429)));
    await session.open('42');
    await session.clock.advanceAsync(30_000);
    expect([session.at('42').attempt, waitMs(session)]).toEqual([3, 30_000]);
  });

  test.each([
    ['the named delay', 'retry-after=60', 66_000],
    ['15 s', '', 16_500],
    ['the hour', 'retry-after=86400', 3_960_000],
  ])('[RE5] gets up to a tenth more than %s', async (_, reason, expected) => {
    const session = await heldOff(reason, { random: () => 0.999_999_9 });
    expect(waitMs(session)).toBe(expected);
  });

  test('[RE5, AT2] gets the rest of the throttle where it names less', async () => {
    const session = startSession({ random: () => 0 });
    session.gateway.behave(acceptsThenCloses(4429, 'retry-after=1', { afterMs: 200 }));
    await session.open('42');
    await session.clock.advanceAsync(200);
    expect([session.at('42').state, waitMs(session)]).toEqual(['backoff', 1_800]);
  });

  test('[RE5] and names no delay at all (0) is called again as soon as the throttle allows', async () => {
    const session = await heldOff('retry-after=0', { random: () => 0.9 });
    const untilThrottle = startSession({ random: () => 0.9, classifyClose: () => ({ retryAfterMs: 0 }) });
    untilThrottle.gateway.behave(acceptsThenCloses(1011, '', { afterMs: 200 }));
    await untilThrottle.open('42');
    await untilThrottle.clock.advanceAsync(200);
    expect([waitMs(session), waitMs(untilThrottle)]).toEqual([0, 1_800]);
  });

  test('[RE5] counts as a failure, and so runs out', async () => {
    const session = startSession({ random: () => 0, maxAttempts: 2 });
    session.gateway.behave(acceptsThenCloses(4503, 'retry-after=10'));
    await session.open('42');
    await session.clock.advanceAsync(600_000);
    expect([session.dialedAt('42'), session.at('42').failure?.reason]).toEqual([
      [0, 10_000, 20_000],
      'attempts-exhausted',
    ]);
  });

  test('[RE3, RE5] that failed is called at once by the page coming online: the delay went with the budget', async () => {
    const session = startSession({ random: () => 0, maxAttempts: 1 });
    session.gateway.behave(acceptsThenCloses(4503, 'retry-after=60'));
    await session.open('42');
    await session.clock.advanceAsync(60_000);
    const { failure } = session.at('42');
    session.gateway.behave(accepts());
    session.page.goesOffline();
    await session.clock.advanceAsync(10_000);
    session.page.comesOnline();
    expect([failure?.reason, session.dialedAt('42')]).toEqual(['attempts-exhausted', [0, 60_000, 70_000]]);
  });

  test('[RE5, PL2] is not called sooner by a wake signal', async () => {
    const session = await heldOff('retry-after=60');
    await session.clock.advanceAsync(20_000);
    const before = session.at('42');
    session.page.emits('visible');
    session.page.emits('online');
    session.page.emits('resumed');
    expect([session.at('42'), session.dialedAt('42')]).toEqual([before, [0]]);
  });

  test('[RE5, PL1] is not called sooner by leaving `parked`: the rest is waited', async () => {
    const session = await heldOff('retry-after=60');
    await session.clock.advanceAsync(10_000);
    session.page.goesOffline();
    const parked = session.at('42');
    await session.clock.advanceAsync(10_000);
    session.page.comesOnline();
    expect([parked.phase, parked.retryAt, session.at('42').phase, waitMs(session)]).toEqual([
      'parked',
      null,
      'waiting',
      40_000,
    ]);
    await session.clock.advanceAsync(40_000);
    expect(session.dialedAt('42')).toEqual([0, 65_000]);
  });

  test('[RE5, PL3] is not called sooner by a freeze and its end', async () => {
    const session = await heldOff('retry-after=60');
    session.page.freezes();
    await session.clock.advanceAsync(30_000);
    session.page.resumes();
    expect([session.at('42').phase, waitMs(session)]).toEqual(['waiting', 30_000]);
  });

  test('[RE5] is called at once when `parked` is left after that instant', async () => {
    const session = await heldOff('retry-after=60');
    session.page.goesOffline();
    await session.clock.advanceAsync(60_000);
    session.page.comesOnline();
    expect([session.at('42').state, session.dialedAt('42')]).toEqual(['connecting', [0, 65_000]]);
  });

  test('[RE5] is called sooner by retry(), from `parked` too', async () => {
    const waiting = await heldOff('retry-after=60');
    waiting.chats.get('42').retry();
    const parked = await heldOff('retry-after=60');
    parked.page.goesOffline();
    parked.chats.retry();
    expect([waiting.dialedAt('42'), parked.dialedAt('42')]).toEqual([
      [0, 5_000],
      [0, 5_000],
    ]);
  });

  test('[RE5, PL3] stays called sooner by retry() when the page freezes in the rest of the throttle', async () => {
    const session = startSession({ random: () => 0 });
    session.gateway.behave(sequence(acceptsThenCloses(4429, 'retry-after=60', { afterMs: 200 }), accepts()));
    await session.open('42');
    await session.clock.advanceAsync(200);
    session.chats.get('42').retry();
    const { state } = session.at('42');
    session.page.freezes();
    await session.clock.advanceAsync(10_000);
    session.page.resumes();
    await session.clock.advanceAsync(0);
    expect([state, session.at('42').state, session.dialedAt('42')]).toEqual(['throttled', 'open', [0, 10_200]]);
  });

  test('[RE5] is called sooner by releasing and wanting again', async () => {
    const session = await heldOff('retry-after=60');
    session.chats.select(null);
    await session.clock.settle();
    session.chats.select('42');
    expect([session.at('42').attempt, session.dialedAt('42')]).toEqual([1, [0, 5_000]]);
  });

  test('[RE5] is forgotten with the attempt that followed: the next delay is the usual one', async () => {
    const session = startSession({ random: () => 0.5 });
    session.gateway.behave(
      sequence(acceptsThenCloses(4429, 'retry-after=60', { afterMs: 5_000 }), acceptsThenCloses(1011)),
    );
    await session.open('42');
    await session.clock.advanceAsync(5_000 + 63_000);
    expect([session.at('42').attempt, waitMs(session)]).toEqual([2, 3_000]);
  });
});
