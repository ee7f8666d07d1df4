import { describe, expect, test } from 'vitest';
import { accepts, createFixedRandom, refuses } from '../../src/testing/index.js';
import { type Session, startSession } from '../support/session.js';
import { leftOut } from './left-out.js';

const stanceOf = ({ at }: Session, chatId: string) => [at(chatId).state, at(chatId).phase, at(chatId).attempt];

/** Chat 42 is open; chat 7 was refused at 0, and is parked at 5 s, when the page goes offline. */
const startTwo = async (options = {}) => {
  const session = startSession({ backoff: () => 20_000, ...options });
  session.gateway.behaveFor('7', refuses());
  await session.open('42');
  session.chats.retain('7');
  await session.clock.advanceAsync(5_000);
  session.page.goesOffline();
  return session;
};

describe('a frame that arrives while offline', () => {
  const frames: [string, string | Uint8Array<ArrayBuffer>][] = [
    ['a message', 'hello'],
    ['binary data', new Uint8Array([1])],
  ];
  test.each(frames)('[PL1] (%s) discredits the hint for the whole registry: it counts as online', async (_, frame) => {
    const session = await startTwo();
    const before = stanceOf(session, '7');
    session.gateway.latest('42').peer.sends(frame);
    await session.clock.advanceAsync(1);
    expect([before, stanceOf(session, '7'), session.dialedAt('7')]).toEqual([
      ['backoff', 'parked', 1],
      ['backoff', 'waiting', 2],
      [0, 5_000],
    ]);
  });

  test.each([
    ['ends a probe', 25_000, 10_000],
    ['proves the connection', 250_000, 30_000],
  ])('[PL1] discredits it also when it %s', async (_, intervalMs, atMs) => {
    const heartbeat = { ping: () => 'ping', intervalMs, timeoutMs: 10_000, isPong: (data: unknown) => data === 'pong' };
    const session = await startTwo({ heartbeat, random: createFixedRandom(0.4) });
    await session.clock.advanceAsync(atMs - 5_000);
    const before = stanceOf(session, '7');
    session.gateway.latest('42').peer.sends('pong');
    expect([before, stanceOf(session, '7'), session.at('42').phase]).toEqual([
      ['backoff', 'parked', 1],
      ['connecting', 'dialing', 1],
      'healthy',
    ]);
  });

  test('[PL1, LI5] has the next online replace nothing', async () => {
    const session = await startTwo();
    session.gateway.latest('42').peer.sends('hello');
    session.page.comesOnline();
    await session.clock.advanceAsync(1);
    expect([stanceOf(session, '42'), session.dialedAt('42')]).toEqual([['open', 'healthy', 0], [0]]);
  });

  test('[PL1] discredits it only until it changes', async () => {
    const session = await startTwo();
    session.gateway.latest('42').peer.sends('hello');
    session.page.comesOnline();
    session.page.goesOffline();
    await session.clock.advanceAsync(1);
    const again = stanceOf(session, '7');
    session.page.comesOnline();
    await session.clock.advanceAsync(2_000);
    expect([again, session.dialedAt('42').length]).toEqual([['backoff', 'parked', 1], 2]);
  });

  test('[PL1] has later attempts count again, of chats wanted later too', async () => {
    const session = await startTwo();
    session.gateway.latest('42').peer.sends('hello');
    session.gateway.behaveFor('9', refuses());
    session.chats.retain('9');
    await session.clock.advanceAsync(1);
    expect(stanceOf(session, '9')).toEqual(['backoff', 'waiting', 1]);
  });

  test('[PL1, LI5] keeps the connections of other chats from being replaced', async () => {
    const session = await startTwo();
    session.gateway.behaveFor('7', accepts());
    session.page.comesOnline();
    await session.clock.advanceAsync(10_000);
    session.page.goesOffline();
    const dialedAt = session.dialedAt('7');
    session.gateway.latest('42').peer.sends('hello');
    session.page.comesOnline();
    await session.clock.advanceAsync(10_000);
    expect(session.dialedAt('7')).toEqual(dialedAt);
  });
});

describe('a connection that opens while offline', () => {
  test('[PL1] discredits the hint for the whole registry', async () => {
    const session = startSession({ backoff: () => 20_000 });
    session.page.goesOffline();
    session.gateway.behaveFor('7', refuses());
    session.chats.retain('7');
    await session.clock.advanceAsync(5_000);
    const before = stanceOf(session, '7');
    await session.open('42');
    await session.clock.advanceAsync(1);
    expect([before, stanceOf(session, '7'), session.dialedAt('7')]).toEqual([
      ['backoff', 'parked', 0],
      ['backoff', 'waiting', 1],
      [0, 5_000],
    ]);
  });

  test('[PL1, LI5] is not replaced by the next online', async () => {
    const session = startSession();
    session.page.goesOffline();
    await session.open('42');
    await session.clock.advanceAsync(10_000);
    session.page.comesOnline();
    await session.clock.advanceAsync(10_000);
    expect(session.dialedAt('42')).toEqual([0]);
  });
});

describe('a loopback connection', () => {
  const options = {
    ...leftOut('gateway'),
    backoff: () => 20_000,
    url: ({ chatId }: { chatId: string }) =>
      `ws${chatId === '42' ? '://localhost:8083' : 's://gateway.example'}/api/v1/chats/${chatId}/ws`,
  };

  test('[PL1] discredits nothing by a frame', async () => {
    const session = await startTwo(options);
    session.gateway.latest('42').peer.sends('hello');
    await session.clock.advanceAsync(60_000);
    expect([stanceOf(session, '7'), session.dialedAt('7')]).toEqual([['backoff', 'parked', 1], [0]]);
  });

  test('[PL1] discredits nothing by opening', async () => {
    const session = startSession(options);
    session.gateway.behaveFor('7', refuses());
    session.page.goesOffline();
    session.chats.retain('7');
    await session.clock.advanceAsync(1);
    await session.open('42');
    await session.clock.advanceAsync(60_000);
    expect([session.at('42').state, stanceOf(session, '7'), session.dialedAt('7')]).toEqual([
      ...['open', ['backoff', 'parked', 0], [0]],
    ]);
  });
});
