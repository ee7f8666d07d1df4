import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChatConnectionsOptions } from '../../src/index.js';
import { acceptsThenCloses, hangs, refuses, throwsOnConstruction } from '../../src/testing/index.js';
import { isInspectable } from '../support/engine-in-use.js';
import { EVENT_TYPES, type Session, startSession } from '../support/session.js';

const mistake = new Error('a mistake');
const fail = () => {
  throw mistake;
};

/** Anything can be thrown. */
const THROWN: Record<string, unknown> = {
  'an error': new Error('text'),
  'an error whose message is no text': Object.assign(new Error('text'), { message: 42 }),
  text: 'text',
  undefined: undefined,
  null: null,
  'a symbol': Symbol('text'),
  'an object without a prototype': Object.create(null),
};

let reported: unknown[];

beforeEach(() => {
  reported = [];
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
});

afterEach(() => {
  vi.unstubAllGlobals();
});

/** One life of a chat that opens, receives, sends, is lost, comes back, is refused, fails, is retried and released. */
const live = async (session: Session) => {
  const { chats, clock, gateway } = session;
  gateway.behaveOnce(refuses());
  chats.select('a');
  chats.get('a').send('queued');
  await clock.advanceAsync(5_000);
  gateway.latest('a').peer.sends('hello');
  await clock.advanceAsync(35_000);
  gateway.latest('a').peer.closes(1013, 'later');
  await clock.advanceAsync(40_000);
  gateway.latest('a').peer.closes(4403);
  await clock.advanceAsync(1_000);
  chats.retry();
  await clock.advanceAsync(5_000);
  chats.get('a').send('sent');
  chats.select('b');
  chats.get('b').send('lost');
  chats.select(null);
  await clock.advanceAsync(60_000);
  return {
    dialedAt: session.dialedAt('a'),
    sent: gateway.socketsOf('a').map(({ sent }) => sent.filter((data) => data !== 'ping')),
    states: session.records
      .filter(({ event, chatId }) => event === 'state.changed' && chatId === 'a')
      .map(({ state }) => state),
    timers: session.timers(),
  };
};

const CALM = { random: () => 0.5, heartbeat: { ping: () => 'ping', timeoutMs: 90_000 } };

describe('callbacks that throw', () => {
  it('[ME2] fault 22: listeners and subscribers, in every event: each is reported, the others and the chart go on', async () => {
    const calm = await live(startSession(CALM));
    const session = startSession(CALM);
    const heard = new Set<string>();
    for (const source of [session.chats, session.chats.get('a'), session.chats.get('b')]) {
      for (const type of EVENT_TYPES) {
        source.on(type, fail);
        source.on(type, () => heard.add(type));
      }
    }
    const states: string[] = [];
    session.chats.subscribe(fail);
    session.chats.get('a').subscribe(fail);
    session.chats.get('a').subscribe(({ state }) => states.push(state));
    expect(await live(session)).toEqual(calm);
    expect([...heard].sort()).toEqual([...EVENT_TYPES].sort());
    expect(states.filter((state, index) => state !== states[index - 1])).toEqual(['idle', ...calm.states]);
    expect(reported.length).toBeGreaterThan(20);
    expect(new Set(reported)).toEqual(new Set([mistake]));
  });

  const OPTIONS: Record<string, ChatConnectionsOptions> = {
    ...(isInspectable && { inspect: { inspect: fail }, 'an inspection observer': { inspect: { next: fail } } }),
    'signals.isOnline': { signals: { isOnline: fail, subscribe: () => () => undefined } },
    'signals.subscribe': { signals: { isOnline: () => true, subscribe: fail } },
    'signals, on unsubscribing': { signals: { isOnline: () => true, subscribe: () => fail } },
  };

  it.each(Object.entries(OPTIONS))('[ME2] fault 22: %s: is reported, and the chart goes on', async (_, options) => {
    const calm = await live(startSession(CALM));
    const session = startSession({ ...CALM, ...options });
    expect(await live(session)).toEqual(calm);
    session.chats.dispose();
    expect(reported.length).toBeGreaterThan(0);
    expect(new Set(reported)).toEqual(new Set([mistake]));
  });

  it('[ME2, OB1] fault 22: the logger: every record is tried, and the chart goes on', async () => {
    const calm = startSession(CALM);
    const expected = await live(calm);
    const session = startSession({ ...CALM, logger: { debug: fail, info: fail, warn: fail, error: fail } });
    expect({ ...(await live(session)), states: expected.states }).toEqual(expected);
    expect(reported).toEqual(calm.records.map(() => mistake));
  });

  const CONSULTED: Record<string, (fn: () => never) => ChatConnectionsOptions> = {
    classifyClose: (fn) => ({ classifyClose: fn }),
    backoff: (fn) => ({ backoff: fn }),
    'heartbeat.isPong': (fn) => ({ heartbeat: { ...CALM.heartbeat, isPong: fn } }),
  };

  for (const [name, optionsWith] of Object.entries(CONSULTED)) {
    it.each(Object.entries(THROWN))(
      `[ME2, OB1] fault 22: ${name} throws %s: logged, and the default used`,
      async (_, thrown) => {
        const calm = await live(startSession(CALM));
        const session = startSession({
          ...CALM,
          ...optionsWith(() => {
            throw thrown;
          }),
        });
        expect(await live(session)).toEqual(calm);
        expect(session.logged('callback.failed')[0]).toMatchObject({
          level: 'warn',
          chatId: 'a',
          error: expect.stringContaining(name),
        });
        expect(reported).toEqual([]);
      },
    );
  }

  it.each(Object.entries(THROWN))(
    '[LI2, OB1] fault 22: heartbeat.ping throws %s: logged, and silence still ends the connection in time',
    async (_, thrown) => {
      const session = startSession({
        random: () => 0.5,
        heartbeat: {
          ping: () => {
            throw thrown;
          },
          intervalMs: 2_000,
          timeoutMs: 1_000,
        },
      });
      await session.open('a');
      await session.clock.advanceAsync(2_000);
      expect(session.at('a')).toMatchObject({ state: 'backoff', lastFailure: { kind: 'half-open' } });
      expect(session.logged('callback.failed')).toHaveLength(1);
      expect(reported).toEqual([]);
    },
  );

  it.each(Object.entries(THROWN))('[AT3] fault 22: query rejects with %s: one ordinary failure', async (_, thrown) => {
    for (const query of [
      () => {
        throw thrown;
      },
      () => Promise.reject(thrown),
    ]) {
      const session = startSession({ query });
      await session.open('a');
      expect(session.at('a')).toMatchObject({
        state: 'backoff',
        attempt: 1,
        lastFailure: { kind: 'address', message: expect.any(String) },
      });
      expect(session.gateway.constructedAt).toEqual([]);
    }
    expect(reported).toEqual([]);
  });

  it.each(Object.entries(THROWN))('[AT6] fault 22: the constructor throws %s: misconfigured', async (_, thrown) => {
    const session = startSession();
    session.gateway.behave(throwsOnConstruction(thrown));
    await session.open('a');
    await session.clock.advanceAsync(60_000);
    expect(session.at('a')).toMatchObject({ state: 'failed', failure: { reason: 'misconfigured' } });
    expect([session.gateway.constructedAt, session.timers(), reported]).toEqual([[0], 0, []]);
  });

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY, '5', null, undefined, {}])(
    '[RE2, OB1] fault 22: backoff answers %o: logged, and the default used',
    async (answer) => {
      const session = startSession({ random: () => 0.5, backoff: () => answer as number });
      session.gateway.behave(refuses());
      await session.open('a');
      expect(session.at('a')).toMatchObject({ state: 'backoff', retryAt: session.clock.wallNow() + 2_000 });
      expect(session.logged('callback.failed')).toHaveLength(1);
    },
  );

  it.each(['stop', null, 42, {}, { retryAfterMs: -1 }, { retryAfterMs: Number.NaN }, { retryAfterMs: '5' }])(
    '[RE5, OB1] fault 22: classifyClose answers %o: logged, and the table used',
    async (answer) => {
      const session = startSession({ classifyClose: () => answer as never });
      session.gateway.behave(acceptsThenCloses(4403));
      await session.open('a');
      expect(session.at('a')).toMatchObject({ state: 'failed', failure: { reason: 'rejected' } });
      expect(session.logged('callback.failed')).toHaveLength(1);
    },
  );

  it('[EN1] fault 22: a listener that throws during dispose keeps nothing from ending', async () => {
    const session = startSession();
    const { chats, clock, gateway } = session;
    gateway.behaveFor('hung', hangs());
    for (const type of EVENT_TYPES) chats.on(type, fail);
    chats.retain('hung');
    chats.get('hung').send('waits');
    await session.open('a');
    reported.length = 0;
    expect(() => chats.dispose()).not.toThrow();
    expect(reported).toEqual([mistake, mistake]);
    expect([gateway.live, session.timers()]).toEqual([[], 0]);
    await clock.advanceAsync(60_000);
    expect(reported).toHaveLength(2);
  });
});
