import { describe, expect, it } from 'vitest';
import { hangs, refuses } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

describe('a release settles in a microtask', () => {
  it('[SE4] a component that mounts, unmounts and mounts again makes one socket and is never throttled', async () => {
    const session = startSession();
    const { chats, clock, gateway } = session;
    const seen: string[] = [];
    chats.get('a').subscribe(({ state, wanted }) => seen.push(`${state} ${wanted}`));
    for (let mount = 0; mount < 20; mount += 1) {
      chats.select('a')();
      chats.retain('a')();
    }
    chats.select('a');
    await clock.advanceAsync(10_000);
    expect(gateway.constructedAt).toEqual([0]);
    expect(session.logged('attempt.throttled')).toEqual([]);
    expect(seen).toEqual(['idle false', 'connecting true', 'open true']);
  });

  it('[SE4] wanted again by then, it never happened: an open connection is not even lingering meanwhile', async () => {
    const session = startSession({ lingerMs: 1_000 });
    const { chats, clock } = session;
    const release = await session.open('a');
    await clock.advanceAsync(1_000);
    const before = session.at('a');
    const seen: unknown[] = [];
    chats.get('a').subscribe((snapshot) => seen.push(snapshot));
    release();
    expect(session.at('a')).toBe(before);
    chats.retain('a');
    await clock.advanceAsync(5_000);
    expect(seen).toEqual([before]);
    expect(session.at('a')).toBe(before);
  });

  it('[SE4] wanted again a microtask later, it did happen', async () => {
    const { chats, clock, gateway } = startSession();
    gateway.behave(hangs());
    chats.select('a')();
    await clock.settle();
    chats.retain('a');
    await clock.advanceAsync(1_999);
    expect(gateway.constructedAt).toEqual([0]);
    await clock.advanceAsync(1);
    expect(gateway.constructedAt).toEqual([0, 2_000]);
  });
});

describe('what a release does', () => {
  it('[SE4] in connecting closes the socket at once and is idle', async () => {
    const session = startSession();
    const { chats, clock, gateway } = session;
    gateway.behave(hangs());
    const release = await session.open('a');
    await clock.advanceAsync(300);
    release();
    await clock.settle();
    const socket = gateway.latest('a');
    expect([socket.readyState, socket.closedBy]).toEqual([socket.CLOSING, { code: 1000, reason: '' }]);
    expect(session.at('a')).toMatchObject({ state: 'idle', wanted: false, lastClose: null, lastFailure: null });
    expect(session.timers()).toBe(0);
    expect(chats.getSnapshot().chats).toEqual(new Map());
    expect(session.logged('attempt.cancelled')).toHaveLength(1);
    expect(session.events).toEqual([]);
    await clock.advanceAsync(600_000);
    expect(gateway.constructedAt).toEqual([0]);
  });

  it.each(['throttled', 'backoff', 'parked', 'failed'] as const)(
    '[SE4, EN2] in %s is idle, without a timer, for ever',
    async (name) => {
      const session = startSession({ maxAttempts: name === 'failed' ? 0 : 10 });
      const { chats, clock, gateway, page } = session;
      gateway.behave(refuses());
      await session.open('a');
      if (name === 'parked') page.goesOffline();
      if (name === 'throttled') chats.get('a').retry();
      const { state, phase } = session.at('a');
      expect([state, phase]).toContain(name);
      chats.select(null);
      await clock.settle();
      expect(session.at('a')).toMatchObject({ state: 'idle', wanted: false, retryAt: null, failure: null });
      expect([session.timers(), page.listenerCount]).toEqual([0, 0]);
      page.comesOnline();
      await clock.advanceAsync(600_000);
      expect(gateway.constructedAt).toEqual([0]);
    },
  );

  it('[SE4] in open lingers lingerMs, neither wanted nor closed, then closes 1000', async () => {
    const session = startSession({ lingerMs: 4_000 });
    const { chats, clock, gateway } = session;
    await session.open('a');
    await clock.advanceAsync(1_000);
    chats.select(null);
    await clock.advanceAsync(3_999);
    expect(session.at('a')).toMatchObject({ state: 'open', phase: 'healthy', connected: true, wanted: false });
    expect(chats.getSnapshot()).toEqual({
      selected: null,
      connected: false,
      chats: new Map([['a', session.at('a')]]),
    });
    expect(session.events.filter(({ type }) => type === 'close')).toEqual([]);
    await clock.advanceAsync(1);
    expect(gateway.latest('a').closedBy).toEqual({ code: 1000, reason: '' });
    expect(session.at('a')).toMatchObject({
      state: 'idle',
      lastClose: { code: 1000, reason: '', wasClean: true },
      lastFailure: null,
    });
    expect(session.events.slice(1)).toEqual([
      {
        at: 5_000,
        type: 'close',
        event: { chatId: 'a', code: 1000, reason: '', wasClean: true, willRetry: false },
      },
    ]);
    expect(session.timers()).toBe(0);
  });

  it('[SE4] at most maxLingering linger: the longest-released goes first', async () => {
    const session = startSession({ maxLingering: 2 });
    const { chats, clock } = session;
    const releases = ['a', 'b', 'c', 'd'].map((chatId) => chats.retain(chatId));
    await clock.advanceAsync(0);
    const [a, b, c, d] = releases;
    const open = () => ['a', 'b', 'c', 'd'].filter((chatId) => session.at(chatId).connected);
    for (const [release, expected] of [
      [b, ['a', 'b', 'c', 'd']],
      [a, ['a', 'b', 'c', 'd']],
      [d, ['a', 'c', 'd']],
      [c, ['c', 'd']],
    ] as const) {
      release?.();
      await clock.advanceAsync(100);
      expect(open()).toEqual(expected);
    }
  });

  it('[SE4] a chat that is wanted again no longer counts among the lingering', async () => {
    const session = startSession({ maxLingering: 1 });
    const { chats, clock } = session;
    const [a, b] = ['a', 'b'].map((chatId) => chats.retain(chatId));
    await clock.advanceAsync(0);
    a?.();
    await clock.settle();
    const again = chats.retain('a');
    b?.();
    await clock.settle();
    expect([session.at('a').state, session.at('b').state]).toEqual(['open', 'open']);
    again();
    await clock.settle();
    expect([session.at('a').state, session.at('b').state]).toEqual(['open', 'idle']);
  });

  it.each([{ maxLingering: 0 }, { lingerMs: 0 }])(
    '[SE4] with %o a released connection closes at once',
    async (options) => {
      const session = startSession(options);
      (await session.open('a'))();
      await session.clock.advanceAsync(0);
      expect([session.at('a').state, session.gateway.latest('a').closedBy]).toEqual([
        'idle',
        { code: 1000, reason: '' },
      ]);
    },
  );
});

describe('a lingering connection', () => {
  it.each([1000, 1002, 1006, 1013, 4401, 4403, 4429, 5000])(
    '[SE5] that is lost with %d goes to idle, is never reconnected, and counts no failure',
    async (code) => {
      const session = startSession();
      const { chats, clock, gateway } = session;
      (await session.open('a'))();
      await clock.advanceAsync(3_000);
      gateway.latest('a').peer.closes(code, 'over');
      expect(session.at('a')).toMatchObject({ state: 'idle', wanted: false, attempt: 0, failure: null });
      expect(session.timers()).toBe(0);
      await clock.advanceAsync(40_000);
      expect(gateway.constructedAt).toEqual([0]);
      chats.select('a');
      await clock.advanceAsync(0);
      expect(session.at('a')).toMatchObject({ state: 'open', attempt: 0 });
      expect(session.events.map(({ type, event }) => [type, 'willRetry' in event && event.willRetry])).toEqual([
        ['open', false],
        ['close', false],
        ['open', false],
      ]);
    },
  );

  it('[SE5, RE5] that is lost with 1002 is not one of three in a row, since it counts no failure', async () => {
    const session = startSession({ throttleMs: 100 });
    const { chats, clock, gateway } = session;
    await session.open('a');
    const loses = async () => {
      gateway.latest('a').peer.closes(1002);
      await clock.advanceAsync(4_000);
    };
    await loses();
    chats.select(null);
    await clock.settle();
    await loses();
    await session.open('a');
    await loses();
    expect(session.at('a')).toMatchObject({ state: 'open', failure: null });
  });

  it('[SE5] that is lost with 4401 does not use up the one refresh', async () => {
    const session = startSession();
    const { clock, gateway } = session;
    (await session.open('a'))();
    await clock.advanceAsync(3_000);
    gateway.latest('a').peer.closes(4401);
    await session.open('a');
    await clock.advanceAsync(3_000);
    gateway.latest('a').peer.closes(4401);
    await clock.advanceAsync(0);
    expect(session.at('a')).toMatchObject({ state: 'open', failure: null });
  });

  it('[SE6] keeps its socket when it is wanted again, and lingers anew for the whole time', async () => {
    const session = startSession({ lingerMs: 4_000 });
    const { chats, clock, gateway } = session;
    await session.open('a');
    for (let round = 0; round < 5; round += 1) {
      chats.select(null);
      await clock.advanceAsync(3_900);
      chats.select('a');
      await clock.advanceAsync(3_900);
      expect(session.at('a')).toMatchObject({ state: 'open', wanted: true });
    }
    await clock.advanceAsync(60_000);
    expect([gateway.constructedAt, gateway.latest().closedBy]).toEqual([[0], null]);
    expect(session.logged('attempt.throttled')).toEqual([]);
  });
});

describe('online, while a connection lingers that was told it is offline', () => {
  const startLingering = async (options = {}) => {
    const session = startSession({ lingerMs: 60_000, ...options });
    const release = await session.open('a');
    release();
    await session.clock.advanceAsync(1_000);
    session.page.goesOffline();
    session.page.comesOnline();
    await session.clock.advanceAsync(0);
    return session;
  };

  it('[LI5, SE6] keeps it where a heartbeat can tell whether it lives', async () => {
    const heartbeat = { intervalMs: 25_000, timeoutMs: 10_000, ping: () => 'ping' };
    const session = await startLingering({ heartbeat });
    expect([session.at('a').state, session.gateway.open.length]).toEqual(['open', 1]);
  });

  it('[LI5, SE6] lets it go where nothing can', async () => {
    const session = await startLingering();
    expect([session.at('a').state, session.gateway.open.length]).toEqual(['idle', 0]);
  });
});
