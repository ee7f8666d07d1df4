import { describe, expect, test } from 'vitest';
import { acceptsThenCloses, refuses } from '../../src/testing/index.js';
import { type Session, startSession } from '../support/session.js';

const HOUR_MS = 3_600_000;
const NIGHT_MS = 8 * HOUR_MS;

/** The machine sleeps, and its monotonic clock with it: all but Windows'. No timer notices. */
const sleepsThroughTheNight = ({ clock }: Pick<Session, 'clock'>) => clock.shiftWall(NIGHT_MS);

const told = ({ events }: Session, type: 'undelivered' | 'sent') =>
  events.flatMap((raised) => (raised.type === type ? [raised.event] : []));

const lostFor = ({ events }: Session) => events.flatMap(({ event }) => ('lostForMs' in event ? [event.lostForMs] : []));

describe('after a night for which the monotonic clock stood still', () => {
  test('[SD3] fault 16: a message that was queued the evening before has expired, and one of the morning goes out', async () => {
    const session = startSession();
    const { chats, clock, gateway, page } = session;
    gateway.behaveFor('a', refuses());
    await session.open('a');
    page.goesOffline();
    chats.get('a').send('of the evening');
    await clock.advanceAsync(1_000);
    sleepsThroughTheNight(session);
    chats.get('a').send('of the morning');
    gateway.behaveFor('a', (peer) => peer.after(0, () => peer.accepts()));
    page.comesOnline();
    await clock.advanceAsync(10_000);
    const messages = [{ id: 1, data: 'of the evening' }];
    expect([gateway.latest('a').sent, told(session, 'undelivered'), told(session, 'sent')]).toEqual([
      ['of the morning'],
      [{ chatId: 'a', messages, reason: 'expired' }],
      [{ chatId: 'a', id: 2, data: 'of the morning' }],
    ]);
  });

  test('[SD3] fault 16: what waited for a peer that did not read has expired too', async () => {
    const session = startSession({ stableUptimeMs: 1_000 });
    await session.open('a');
    const { peer } = session.gateway.latest('a');
    peer.stopsReading();
    for (const data of ['x'.repeat(300_000), 'of the evening']) session.chats.get('a').send(data);
    sleepsThroughTheNight(session);
    peer.reads();
    await session.clock.advanceAsync(250);
    expect([session.gateway.latest('a').sent.length, told(session, 'undelivered')]).toEqual([
      1,
      [{ chatId: 'a', messages: [{ id: 2, data: 'of the evening' }], reason: 'expired' }],
    ]);
  });

  test.each([
    ['the last frame', 2_500, 'drops', NIGHT_MS + 4_000],
    ['the opening', null, 'drops', NIGHT_MS + 6_500],
    ['a frame within a second of the opening', 700, 'drops', NIGHT_MS + 5_800],
    ['the clean end that the morning brought', null, 'closes', 3_000],
  ] as const)('[RE1] fault 16: lostForMs counts the night from %s', async (_, frameAtMs, ends, lostForMs) => {
    const session = startSession({ backoff: () => 3_000 });
    await session.open('a');
    const { peer } = session.gateway.latest('a');
    await session.clock.advanceAsync(frameAtMs ?? 0);
    if (frameAtMs !== null) peer.sends('good night');
    await session.clock.advanceAsync(3_500 - (frameAtMs ?? 0));
    sleepsThroughTheNight(session);
    peer[ends]();
    await session.clock.advanceAsync(3_000);
    expect(lostFor(session)).toEqual([null, lostForMs]);
  });

  test.each([
    ['of every minute since', 60_000, 4_000],
    ['a second after the last one', 1_000, 4_000],
    ['sooner than a second after the last one: rather too long', 999, NIGHT_MS + 4_000],
  ])('[RE1, ME1] fault 16: lostForMs leaves out the night before a frame %s', async (_, frameAfterMs, lostForMs) => {
    const session = startSession({ backoff: () => 3_000 });
    await session.open('a');
    const { peer } = session.gateway.latest('a');
    peer.sends('good night');
    sleepsThroughTheNight(session);
    await session.clock.advanceAsync(frameAfterMs);
    peer.sends('good morning');
    await session.clock.advanceAsync(1_000);
    peer.drops();
    await session.clock.advanceAsync(3_000);
    expect(lostFor(session)).toEqual([null, lostForMs]);
  });

  test('[PL3] fault 16: lostForMs of a chat that was frozen counts the night', async () => {
    const session = startSession();
    await session.open('a');
    await session.clock.advanceAsync(5_000);
    session.page.freezes();
    sleepsThroughTheNight(session);
    session.page.resumes();
    await session.clock.advanceAsync(0);
    expect(lostFor(session)).toEqual([null, NIGHT_MS]);
  });

  const exhaust = async (options = {}) => {
    const session = startSession({ random: () => 0.5, maxAttempts: 1, burstMs: 0, ...options });
    session.gateway.behave(refuses());
    session.chats.select('a');
    await session.clock.advanceAsync(5_000);
    return session;
  };
  const stance = ({ at }: Session) => [at('a').state, at('a').attempt, at('a').failure?.reason];

  test('[RE3] fault 16: a chat that gave up attempts when its page is visible again', async () => {
    const session = await exhaust();
    session.page.emits('visible');
    const before = stance(session);
    sleepsThroughTheNight(session);
    session.page.emits('visible');
    expect([before, stance(session)]).toEqual([
      ['failed', 1, 'attempts-exhausted'],
      ['connecting', 0, undefined],
    ]);
  });

  test('[RE4, RE3] fault 16: a chat that gave up is wanted again on a fresh budget', async () => {
    const session = await exhaust();
    session.chats.select(null);
    await session.clock.settle();
    sleepsThroughTheNight(session);
    session.chats.select('a');
    expect(stance(session)).toEqual(['connecting', 0, undefined]);
  });

  test('[SE9] fault 16: a chat that nobody wants is forgotten', async () => {
    const session = startSession({ lingerMs: 0 });
    const chat = session.chats.get('a');
    (await session.open('a'))();
    await session.clock.advanceAsync(2_000);
    sleepsThroughTheNight(session);
    const before = chat.getSnapshot().lastClose;
    session.chats.get('z');
    expect([before?.code, chat.getSnapshot().lastClose]).toEqual([1000, null]);
  });

  test('[PL2] fault 16: a chat that waits attempts when its page is visible again', async () => {
    const session = startSession({ backoff: () => 9_000 });
    session.gateway.behave(refuses());
    await session.open('a');
    await session.clock.advanceAsync(4_000);
    session.page.emits('visible');
    const before = session.dialedAt('a');
    sleepsThroughTheNight(session);
    session.page.emits('visible');
    await session.clock.advanceAsync(0);
    expect([before, session.dialedAt('a')]).toEqual([[0], [0, 4_000]]);
  });

  test('[AT2, RE2] fault 16: throttle and backoff end when their clock says so', async () => {
    const session = startSession({ backoff: () => 9_000 });
    session.gateway.behave(acceptsThenCloses(4401));
    await session.open('a');
    const { state } = session.at('a');
    sleepsThroughTheNight(session);
    await session.clock.advanceAsync(1_999);
    const throttled = session.dialedAt('a');
    session.gateway.behave(refuses());
    await session.clock.advanceAsync(1);
    sleepsThroughTheNight(session);
    await session.clock.advanceAsync(8_999);
    const waiting = session.dialedAt('a');
    await session.clock.advanceAsync(1);
    expect([state, throttled, waiting, session.dialedAt('a')]).toEqual([
      'throttled',
      [0],
      [0, 2_000],
      [0, 2_000, 11_000],
    ]);
  });
});
