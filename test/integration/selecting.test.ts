import { describe, expect, it } from 'vitest';
import { createChatConnections } from '../../src/index.js';
import { acceptsThenDrops, hangs, refuses } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

describe('what connects', () => {
  it('[SE1] creating, get, subscribe, on, send and reading open no socket, start no timer, and do not listen to the page', async () => {
    const session = startSession();
    const { chats, clock, gateway, page } = session;
    const chat = chats.get('a');
    chats.subscribe(() => undefined);
    chats.getSnapshot();
    chat.subscribe(() => undefined);
    chat.on('open', () => undefined);
    chat.getSnapshot();
    chat.retry();
    chats.retry();
    chats.select(null);
    expect(chat.send('hello')).toEqual({ id: 1, status: 'rejected', reason: 'not-wanted' });
    await clock.settle();
    expect({ pending: clock.pending, sockets: gateway.sockets, listeners: page.listenerCount }).toEqual({
      pending: [],
      sockets: [],
      listeners: 0,
    });
    await clock.advanceAsync(600_000);
    expect(gateway.constructedAt).toEqual([]);
    expect(chat.getSnapshot()).toEqual({
      chatId: 'a',
      state: 'idle',
      phase: null,
      connected: false,
      protocol: null,
      wanted: false,
      attempt: 0,
      maxAttempts: 10,
      retryAt: null,
      lastClose: null,
      lastFailure: null,
      failure: null,
      online: true,
      queued: 0,
    });
  });

  it('[SE1] creation reads no global and calls none of its options', () => {
    const refuse = () => {
      throw new Error('called at creation');
    };
    const options = {
      WebSocket: class {
        constructor() {
          refuse();
        }
      } as never,
      query: refuse,
      random: refuse,
      clock: { now: refuse, wallNow: refuse, setTimeout: refuse, clearTimeout: refuse },
      signals: { isOnline: refuse, subscribe: refuse },
      classifyClose: refuse,
      backoff: refuse,
      heartbeat: { ping: refuse },
      logger: { debug: refuse, info: refuse, warn: refuse, error: refuse },
      inspect: refuse,
    };
    expect(() => createChatConnections(options)).not.toThrow();
  });
});

describe('select again', () => {
  const SCENES = { dialing: hangs(), open: undefined, backoff: refuses(), throttled: hangs() };

  it.each(Object.entries(SCENES))(
    '[SE2] 1,000 times changes nothing while %s: no attempt, no budget, no shorter wait',
    async (name, behaviour) => {
      const session = startSession();
      const { chats, clock, gateway } = session;
      if (behaviour) gateway.behave(behaviour);
      await session.open('a');
      if (name === 'throttled') {
        chats.select(null);
        await clock.advanceAsync(500);
        await session.open('a');
        expect(session.at('a').state).toBe('throttled');
      } else {
        expect([session.at('a').state, session.at('a').phase]).toContain(name);
      }
      const before = { snapshot: session.at('a'), all: chats.getSnapshot(), pending: clock.pending };
      const records = session.records.length;
      const dialed = gateway.constructedAt.length;
      for (let turn = 0; turn < 1_000; turn += 1) {
        chats.select('a');
        if (turn % 100 === 0) await clock.settle();
      }
      expect(session.at('a')).toBe(before.snapshot);
      expect(chats.getSnapshot()).toBe(before.all);
      expect(clock.pending).toEqual(before.pending);
      expect(session.records.length).toBe(records);
      expect(gateway.constructedAt.length).toBe(dialed);
    },
  );

  it('[SE2, SE4, EN2] in failed stays failed, quiet, without a timer', async () => {
    const session = startSession({ maxAttempts: 0 });
    const { chats, clock, gateway } = session;
    gateway.behave(refuses());
    await session.open('a');
    const before = session.at('a');
    for (let turn = 0; turn < 1_000; turn += 1) chats.select('a');
    await clock.advanceAsync(120_000);
    for (let turn = 0; turn < 1_000; turn += 1) chats.select('a');
    await clock.advanceAsync(120_000);
    expect(before.state).toBe('failed');
    expect(session.at('a')).toBe(before);
    expect([gateway.constructedAt, session.timers()]).toEqual([[0], 0]);
  });

  it('[SE2, AT2] from a reactive statement on every change makes no more attempts than one select does', async () => {
    const dialedAt = async (isReactive: boolean) => {
      const session = startSession();
      session.gateway.behave(acceptsThenDrops({ afterMs: 100 }));
      if (isReactive) {
        session.chats.subscribe(({ connected }) => {
          if (!connected) session.chats.select('a');
        });
        session.chats.get('a').subscribe(() => session.chats.select('a'));
      } else session.chats.select('a');
      await session.clock.advanceAsync(900_000);
      return session.dialedAt('a');
    };
    const calm = await dialedAt(false);
    expect(calm).toHaveLength(11);
    expect(await dialedAt(true)).toEqual(calm);
  });
});

describe('who wants a chat', () => {
  it('[SE3] select(b) wants b and releases a; select(null) releases', async () => {
    const session = startSession({ lingerMs: 0 });
    const { chats, clock } = session;
    await session.open('a');
    await clock.advanceAsync(1_000);
    await session.open('b');
    expect(chats.getSnapshot()).toEqual({
      selected: 'b',
      connected: true,
      chats: new Map([['b', session.at('b')]]),
    });
    expect([session.at('a').wanted, session.at('b').wanted]).toEqual([false, true]);
    chats.select(null);
    await clock.advanceAsync(0);
    expect(chats.getSnapshot()).toEqual({ selected: null, connected: false, chats: new Map() });
    expect(session.at('b')).toMatchObject({ state: 'idle', wanted: false });
  });

  it('[SE3] retain counts holders, and each release works once', async () => {
    const session = startSession({ lingerMs: 0 });
    const { chats, clock } = session;
    const first = chats.retain('a');
    const second = chats.retain('a');
    await clock.advanceAsync(0);
    first();
    first();
    first();
    await clock.advanceAsync(0);
    expect(session.at('a')).toMatchObject({ state: 'open', wanted: true });
    second();
    await clock.advanceAsync(0);
    expect(session.at('a')).toMatchObject({ state: 'idle', wanted: false });
    second();
    const third = chats.retain('a');
    first();
    second();
    await clock.advanceAsync(2_000);
    expect(session.at('a')).toMatchObject({ state: 'open', wanted: true });
    third();
  });

  it.each([
    ['in their order', 0, 1],
    ['the later first', 1, 0],
  ])(
    '[SE3] a selection lasts until every select call that made or repeated it was released, %s',
    async (_, one, other) => {
      const session = startSession();
      const { chats, clock } = session;
      const releases = [chats.select('a'), chats.select('a')];
      const first = () => releases[one]?.();
      const second = () => releases[other]?.();
      await clock.advanceAsync(0);
      first();
      first();
      await clock.settle();
      expect([chats.getSnapshot().selected, session.at('a').wanted]).toEqual(['a', true]);
      second();
      await clock.settle();
      expect([chats.getSnapshot().selected, session.at('a').wanted]).toEqual([null, false]);
    },
  );

  it('[SE3] the release of an earlier selection does not end a later one, of the same chat or of another', async () => {
    const session = startSession();
    const { chats, clock } = session;
    const first = chats.select('a');
    chats.select('b');
    first();
    await clock.settle();
    expect(chats.getSnapshot().selected).toBe('b');
    chats.select('a');
    first();
    await clock.settle();
    expect(chats.getSnapshot().selected).toBe('a');
    chats.select(null);
    chats.select('a');
    first();
    await clock.settle();
    expect([chats.getSnapshot().selected, session.at('a').wanted]).toEqual(['a', true]);
  });

  it('[SE3] a chat that is both selected and retained is wanted until neither holds it', async () => {
    const session = startSession({ lingerMs: 0 });
    const { chats, clock, gateway } = session;
    const release = chats.retain('a');
    await session.open('a');
    chats.select(null);
    await clock.advanceAsync(0);
    expect(session.at('a')).toMatchObject({ state: 'open', wanted: true });
    chats.select('a');
    release();
    await clock.advanceAsync(0);
    expect(session.at('a')).toMatchObject({ state: 'open', wanted: true });
    chats.select(null);
    await clock.advanceAsync(0);
    expect(session.at('a')).toMatchObject({ state: 'idle', wanted: false });
    expect(gateway.constructedAt).toEqual([0]);
  });

  it('[SE3, AT1] two mount handlers make one socket (F2)', async () => {
    const { chats, clock, gateway } = startSession();
    chats.select('a');
    chats.select('a');
    chats.retain('a');
    chats.get('a').subscribe(() => chats.select('a'));
    await clock.advanceAsync(60_000);
    expect([gateway.constructedAt, gateway.peakLive('a')]).toEqual([[0], 1]);
  });
});
