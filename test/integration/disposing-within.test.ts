import { describe, expect, it } from 'vitest';
import type { ChatConnections, ChatConnectionsOptions } from '../../src/index.js';
import { hangs, refuses } from '../../src/testing/index.js';
import { isInspectable } from '../support/engine-in-use.js';
import { EVENT_TYPES, type Session, startSession } from '../support/session.js';

const CLOSED = { chatId: 'a', code: 1000, reason: '', wasClean: true, willRetry: false };

/** Nothing is left, and nothing comes. */
const expectEnd = async (session: Session) => {
  const { chats, clock, gateway, page } = session;
  expect(() => chats.get('a')).toThrow();
  const counts = [session.events.length, session.records.length, gateway.constructedAt.length];
  expect([gateway.live, session.timers(), page.listenerCount]).toEqual([[], 0, 0]);
  page.emits('online');
  page.emits('resumed');
  await clock.advanceAsync(600_000);
  expect([session.events.length, session.records.length, gateway.constructedAt.length]).toEqual(counts);
  expect(clock.pending).toEqual([]);
  expect(chats.getSnapshot()).toEqual({ selected: null, connected: false, chats: new Map() });
};

/** What provokes each event, in an open chat. */
const PROVOKE: Record<(typeof EVENT_TYPES)[number], (session: Session) => void> = {
  open: () => undefined,
  message: ({ gateway }) => gateway.latest('a').peer.sends('x'),
  close: ({ gateway }) => gateway.latest('a').peer.drops(),
  failed: ({ gateway }) => gateway.latest('a').peer.closes(4403),
  sent: () => undefined,
  undelivered: ({ chats, gateway }) => {
    gateway.latest('a').peer.stopsReading();
    for (const data of ['x'.repeat(300_000), 'waits']) chats.get('a').send(data);
  },
};

describe('dispose', () => {
  it.each(EVENT_TYPES)(
    '[EN1] from a listener of %s ends everything; listeners after it are not called',
    async (type) => {
      const session = startSession();
      const { chats, clock } = session;
      const chat = chats.get('a');
      const after: string[] = [];
      let isDisposed = false;
      chat.on(type, () => {
        chats.dispose();
        isDisposed = true;
      });
      for (const each of EVENT_TYPES) {
        chat.on(each, () => {
          if (isDisposed) after.push(each);
        });
      }
      chats.select('a');
      if (type === 'sent') chat.send('early');
      await clock.advanceAsync(0);
      PROVOKE[type](session);
      await clock.advanceAsync(30_000);
      expect([isDisposed, after]).toEqual([true, []]);
      await expectEnd(session);
    },
  );

  it('[EN1] from one subscriber: the others end with the last value, and are not called afterwards', async () => {
    const session = startSession();
    const { chats } = session;
    const chat = chats.get('a');
    const seen: string[] = [];
    const all: boolean[] = [];
    chat.subscribe(({ state }) => {
      if (state === 'open') {
        chats.dispose();
        seen.push('disposed');
      }
    });
    chat.subscribe(({ state }) => seen.push(state));
    chats.subscribe(({ connected }) => all.push(connected));
    await session.open('a');
    expect(seen.at(-1)).toBe('disposed');
    expect(seen).toEqual(['idle', 'connecting', 'idle', 'disposed']);
    expect(all.at(-1)).toBe(false);
    expect(session.events.at(-1)).toMatchObject({ type: 'close', event: CLOSED });
    await expectEnd(session);
  });

  it('[EN1] from a subscriber of all chats', async () => {
    const session = startSession();
    const { chats } = session;
    const seen: unknown[] = [];
    chats.subscribe(({ connected }) => connected && chats.dispose());
    chats.subscribe(({ selected, connected }) => seen.push([selected, connected]));
    await session.open('a');
    expect(seen.at(-1)).toEqual([null, false]);
    await expectEnd(session);
  });

  it('[EN1] reports close, then undelivered, before it returns', async () => {
    const session = startSession();
    const { chats } = session;
    await session.open('a');
    PROVOKE.undelivered(session);
    session.events.length = 0;
    chats.dispose();
    expect(session.events.map(({ type, event }) => [type, event])).toEqual([
      ['close', CLOSED],
      ['undelivered', { chatId: 'a', messages: [{ id: 2, data: 'waits' }], reason: 'disposed' }],
    ]);
  });

  const then = <Value>(end: () => unknown, value: Value): Value => {
    end();
    return value;
  };

  const CALLBACKS: Record<string, (end: () => void) => ChatConnectionsOptions> = {
    query: (end) => ({ query: () => then(end, {}) }),
    'an asynchronous query': (end) => ({ query: async () => Promise.resolve().then(() => then(end, {})) }),
    url: (end) => ({ url: () => then(end, 'wss://gateway.example/api/v1/chats/a/ws') }),
    classifyClose: (end) => ({ classifyClose: () => then(end, undefined) }),
    backoff: (end) => ({ backoff: () => then(end, 100) }),
    'backoff that then throws': (end) => ({
      backoff: () => {
        end();
        throw new Error('after the end');
      },
    }),
    ping: (end) => ({ heartbeat: { ping: () => then(end, 'ping'), intervalMs: 1_000 } }),
    isPong: (end) => ({ heartbeat: { ping: () => 'ping', isPong: () => then(end, false), intervalMs: 1_000 } }),
    logger: (end) => ({ logger: { debug: end, info: end, warn: end, error: end } }),
    ...(isInspectable && {
      'inspection observer': (end) => {
        let count = 0;
        return {
          inspect: () => {
            count += 1;
            if (count === 12) end();
          },
        };
      },
    }),
  };

  it.each(Object.entries(CALLBACKS))('[EN1] from %s ends everything', async (name, optionsWith) => {
    let isDisposed = false;
    let chats: ChatConnections | null = null;
    const options = optionsWith(() => {
      isDisposed = true;
      chats?.dispose();
    });
    const session = startSession({
      ...(name === 'url' && { gateway: undefined }),
      ...options,
    } as ChatConnectionsOptions);
    chats = session.chats;
    const { clock, gateway } = session;
    if (name.startsWith('backoff')) gateway.behaveOnce(refuses());
    chats.select('a');
    await clock.advanceAsync(1_500);
    if (!isDisposed) {
      gateway.latest('a').peer.sends('x');
      if (!isDisposed) gateway.latest('a').peer.drops();
    }
    await clock.advanceAsync(0);
    expect(isDisposed).toBe(true);
    await expectEnd(session);
  });

  it.each(isInspectable ? (['ping', 'inspect'] as const) : (['ping'] as const))(
    '[EN1, SD3] from %s, amid a transition, an open connection raises close, and what waited is reported',
    async (name) => {
      let isArmed = false;
      const end = () => {
        if (isArmed) session.chats.dispose();
        isArmed = false;
      };
      const session = startSession({
        heartbeat: { ping: () => then(() => name === 'ping' && end(), 'ping'), intervalMs: 1_000 },
        inspect: ({ type }) => void (name === 'inspect' && type === '@xstate.microstep' && end()),
      });
      const { clock } = session;
      await session.open('a');
      PROVOKE.undelivered(session);
      session.events.length = 0;
      isArmed = true;
      await clock.advanceAsync(1_000);
      expect(isArmed).toBe(false);
      expect(session.events.map(({ type, event }) => [type, event]).sort()).toEqual([
        ['close', CLOSED],
        ['undelivered', { chatId: 'a', messages: [{ id: 2, data: 'waits' }], reason: 'disposed' }],
      ]);
      await expectEnd(session);
    },
  );

  it('[EN1, AT3, SD3] from query, amid a transition, what was queued is reported and the signal aborts', async () => {
    let signal = { aborted: false };
    let isArmed = false;
    const session = startSession({
      query: (request) => {
        signal = request.signal;
        if (isArmed) session.chats.dispose();
        return {};
      },
    });
    const { chats, clock, gateway } = session;
    gateway.behave(refuses());
    await session.open('a');
    chats.get('a').send('waits');
    isArmed = true;
    await clock.advanceAsync(5_000);
    expect(signal.aborted).toBe(true);
    expect(session.events.map(({ type, event }) => [type, event])).toEqual([
      ['undelivered', { chatId: 'a', messages: [{ id: 1, data: 'waits' }], reason: 'disposed' }],
    ]);
    await expectEnd(session);
  });

  it('[EN1] from the constructor of the socket, which is then closed at once', async () => {
    const session = startSession();
    session.gateway.behave((peer) => {
      hangs()(peer);
      session.chats.dispose();
    });
    session.chats.select('a');
    await session.clock.advanceAsync(0);
    await expectEnd(session);
    expect(session.gateway.sockets.map(({ closedBy }) => closedBy?.code)).toEqual([1000]);
  });

  it('[EN1] from a listener of the dispose that is under way changes nothing', async () => {
    const session = startSession();
    const { chats } = session;
    chats.on('close', chats.dispose);
    await session.open('a');
    chats.dispose();
    expect(session.events.filter(({ type }) => type === 'close')).toHaveLength(1);
    await expectEnd(session);
  });
});
