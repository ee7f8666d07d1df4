import { describe, expect, test } from 'vitest';
import { accepts, acceptsThenCloses, acceptsThenDrops, hangs, refuses, sequence } from '../../src/testing/index.js';
import { type Session, startSession } from '../support/session.js';
import { leftOut } from './left-out.js';

const LOOPBACK = { gateway: 'ws://127.0.0.1:8083' };

const stanceOf = ({ at }: Session) => [at('42').state, at('42').phase, at('42').attempt];

/** Refused at 0, and waiting. */
const startWaiting = async (options = {}) => {
  const session = startSession({ backoff: () => 20_000, ...options });
  session.gateway.behave(sequence(refuses(), accepts()));
  session.chats.select('42');
  await session.clock.advanceAsync(5_000);
  return session;
};

const startParked = async (options = {}) => {
  const session = await startWaiting(options);
  session.page.goesOffline();
  return session;
};

describe('offline', () => {
  test('[PL1] leaves an open connection as it is', async () => {
    const session = startSession();
    await session.open('42');
    const before = session.at('42');
    session.page.goesOffline();
    await session.clock.advanceAsync(25_000);
    expect(session.at('42')).toEqual({ ...before, online: false });
    expect(session.gateway.open.length).toBe(1);
  });

  test('[PL1] is told by the snapshot, to subscribers too, until the page is online or a frame discredits it', async () => {
    const session = startSession();
    await session.open('42');
    const told: boolean[] = [];
    session.chats.get('42').subscribe(({ online }) => told.push(online));
    session.page.goesOffline();
    await session.clock.advanceAsync(1_000);
    session.gateway.latest('42').peer.sends('hello');
    await session.clock.advanceAsync(1);
    session.page.comesOnline();
    session.page.goesOffline();
    session.page.comesOnline();
    expect(told).toEqual([true, false, true, false, true]);
  });

  test('[PL1] is not told of a gateway on loopback', async () => {
    const session = startSession(LOOPBACK);
    await session.open('42');
    session.page.goesOffline();
    expect(session.at('42').online).toBe(true);
  });

  test('[PL1] parks what waits, without a timer and without an attempt', async () => {
    const session = await startParked();
    expect([session.at('42').phase, session.at('42').retryAt, session.timers()]).toEqual(['parked', null, 0]);
    await session.clock.advanceAsync(86_400_000);
    expect([stanceOf(session), session.dialedAt('42')]).toEqual([['backoff', 'parked', 1], [0]]);
  });

  test('[PL1] parks a connection that is lost, and counts it', async () => {
    const session = startSession();
    await session.open('42');
    session.page.goesOffline();
    session.gateway.latest().peer.drops();
    await session.clock.advanceAsync(600_000);
    expect([stanceOf(session), session.timers(), session.dialedAt('42')]).toEqual([['backoff', 'parked', 1], 0, [0]]);
  });

  test('[PL1] lets the first attempt of a wanted chat be made', async () => {
    const session = startSession();
    session.page.goesOffline();
    await session.open('42');
    expect([stanceOf(session), session.dialedAt('42')]).toEqual([['open', 'healthy', 0], [0]]);
  });

  test('[PL1] counts no attempt that fails meanwhile, but says how it failed', async () => {
    const session = startSession();
    session.page.goesOffline();
    session.gateway.behave(refuses());
    session.chats.select('42');
    await session.clock.advanceAsync(60_000);
    const { lastFailure, lastClose } = session.at('42');
    expect([stanceOf(session), lastFailure?.kind, lastClose?.code, session.dialedAt('42')]).toEqual([
      ...[['backoff', 'parked', 0], 'handshake', 1006, [0]],
    ]);
  });

  test('[PL1] counts none that began online and fails offline', async () => {
    const session = startSession();
    session.gateway.behave(hangs());
    session.chats.select('42');
    await session.clock.advanceAsync(5_000);
    session.page.goesOffline();
    await session.clock.advanceAsync(5_000);
    expect([stanceOf(session), session.at('42').lastFailure?.kind]).toEqual([['backoff', 'parked', 0], 'timeout']);
  });

  test('[PL1, RE3] burns no budget by any number of such attempts', async () => {
    const session = startSession({ maxAttempts: 2 });
    session.page.goesOffline();
    session.gateway.behave(refuses());
    session.chats.select('42');
    for (let times = 0; times < 20; times += 1) {
      await session.clock.advanceAsync(3_000);
      session.chats.get('42').retry();
    }
    await session.clock.advanceAsync(3_000);
    expect([stanceOf(session), session.dialedAt('42').length]).toEqual([['backoff', 'parked', 0], 21]);
  });

  test('[PL1, RE5] holds up no refresh: a refused token is asked for anew', async () => {
    const session = startSession();
    session.gateway.behave(sequence(acceptsThenCloses(4401, '', { afterMs: 5_000 }), accepts()));
    await session.open('42');
    session.page.goesOffline();
    await session.clock.advanceAsync(5_000);
    await session.clock.advanceAsync(0);
    expect([stanceOf(session), session.logged('attempt.started').map(({ trigger }) => trigger)]).toEqual([
      ['open', 'healthy', 0],
      ['wanted', 'unauthorized'],
    ]);
  });
});

describe('parked', () => {
  test('[PL1, PL2] ends with online, by an attempt at once', async () => {
    const session = await startParked();
    await session.clock.advanceAsync(600_000);
    session.page.comesOnline();
    await session.clock.advanceAsync(0);
    expect([stanceOf(session), session.dialedAt('42')]).toEqual([
      ['open', 'healthy', 1],
      [0, 605_000],
    ]);
  });

  test.each(['visible', 'resumed'] as const)('[PL1] does not end with %s while offline', async (signal) => {
    const session = await startParked();
    await session.clock.advanceAsync(600_000);
    const before = session.at('42');
    session.page.emits(signal);
    await session.clock.advanceAsync(600_000);
    expect(session.at('42')).toBe(before);
  });

  test('[PL1] ends with retry() while offline, and is parked again if that fails', async () => {
    const session = await startParked();
    session.gateway.behave(refuses());
    session.chats.get('42').retry();
    const attempting = stanceOf(session);
    await session.clock.advanceAsync(1);
    expect([attempting, stanceOf(session), session.dialedAt('42')]).toEqual([
      ['connecting', 'dialing', 0],
      ['backoff', 'parked', 0],
      [0, 5_000],
    ]);
  });

  test('[PL1, SE4] ends with the release', async () => {
    const session = await startParked();
    session.chats.select(null);
    await session.clock.advanceAsync(0);
    session.page.comesOnline();
    await session.clock.advanceAsync(600_000);
    expect([session.at('42').state, session.dialedAt('42')]).toEqual(['idle', [0]]);
  });

  test('[PL1, RE5] ends in waiting for the rest, where a server asked for patience', async () => {
    const session = startSession({ random: () => 0 });
    session.gateway.behave(sequence(acceptsThenCloses(4503, 'retry-after=60'), accepts()));
    await session.open('42');
    session.page.goesOffline();
    await session.clock.advanceAsync(20_000);
    session.page.comesOnline();
    expect([session.at('42').phase, session.at('42').retryAt]).toEqual(['waiting', session.clock.wallNow() + 40_000]);
    await session.clock.advanceAsync(40_000);
    expect(session.dialedAt('42')).toEqual([0, 60_000]);
  });
});

describe('a loopback gateway', () => {
  test('[PL1] goes on waiting and attempting while offline, and counts what fails', async () => {
    const session = await startWaiting({ ...LOOPBACK });
    session.gateway.behave(refuses());
    session.page.goesOffline();
    expect(stanceOf(session)).toEqual(['backoff', 'waiting', 1]);
    await session.clock.advanceAsync(15_001);
    expect([stanceOf(session), session.dialedAt('42')]).toEqual([
      ['backoff', 'waiting', 2],
      [0, 20_000],
    ]);
  });

  test('[PL1] is judged by the last address, where `url` gives it', async () => {
    const addresses = ['ws://localhost:8083/api/v1/chats/42/ws', 'wss://gateway.example/api/v1/chats/42/ws'];
    const url = () => addresses.shift() ?? '';
    const session = startSession({ ...leftOut('gateway'), url, backoff: () => 20_000 });
    session.gateway.behave(refuses());
    session.page.goesOffline();
    session.chats.select('42');
    await session.clock.advanceAsync(1);
    const atFirst = stanceOf(session);
    await session.clock.advanceAsync(20_000);
    expect([atFirst, stanceOf(session)]).toEqual([
      ['backoff', 'waiting', 1],
      ['backoff', 'parked', 1],
    ]);
  });

  test('[PL1, RE1] lost while offline waits as ever', async () => {
    const session = startSession(LOOPBACK);
    session.gateway.behave(sequence(acceptsThenDrops({ afterMs: 1_000 }), accepts()));
    session.page.goesOffline();
    await session.open('42');
    await session.clock.advanceAsync(10_000);
    expect(stanceOf(session)).toEqual(['open', 'healthy', 1]);
  });
});

test('[PL1, AT3] is of no account for a gateway on this machine, even before its address has been resolved', async () => {
  const query = () => Promise.reject(new Error('no token'));
  const stanceWith = async (options: object) => {
    const session = startSession({ query, ...options });
    session.page.goesOffline();
    session.chats.select('42');
    await session.clock.advanceAsync(0);
    return stanceOf(session);
  };
  expect([await stanceWith(LOOPBACK), await stanceWith({})]).toEqual([
    ['backoff', 'waiting', 1],
    ['backoff', 'parked', 0],
  ]);
});
