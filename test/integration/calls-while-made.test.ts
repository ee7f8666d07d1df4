import { describe, expect, test } from 'vitest';
import type { ChatConnections, ChatConnectionsOptions, SendReceipt, WebSocketConstructor } from '../../src/index.js';
import type { FakePage, VirtualClock } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

/** Does what it is told at its nth call, once it is armed, and never again. */
const createTrap = () => {
  let rest = Number.POSITIVE_INFINITY;
  let act = () => {};
  return {
    arm: (nth: number, fn: () => void) => {
      rest = nth;
      act = fn;
    },
    /** Whether there were as many calls. */
    get hasSprung() {
      return rest <= 0;
    },
    call: () => {
      rest -= 1;
      if (rest === 0) act();
    },
  };
};

interface Platform {
  readonly clock: VirtualClock;
  readonly page: FakePage;
  readonly WebSocket: WebSocketConstructor;
}

/** The user's functions that are called while a chat is made. */
const FUNCTIONS: Record<string, (call: () => void, platform: Platform) => ChatConnectionsOptions> = {
  inspect: (call) => ({ inspect: call }),
  'signals.isOnline': (call, { page }) => ({
    signals: {
      ...page,
      isOnline: () => {
        call();
        return page.isOnline();
      },
    },
  }),
  'signals.subscribe': (call, { page }) => ({
    signals: {
      ...page,
      subscribe: (fn) => {
        call();
        const unsubscribe = page.subscribe(fn);
        call();
        return () => {
          unsubscribe();
          call();
        };
      },
    },
  }),
  'signals.subscribe, which calls back at once': (call, { page }) => ({
    signals: {
      ...page,
      subscribe: (fn) => {
        fn('visible');
        call();
        fn('online');
        return page.subscribe(fn);
      },
    },
  }),
  clock: (call, { clock }) => ({
    clock: {
      ...clock,
      now: () => {
        call();
        return clock.now();
      },
      setTimeout: (fn, delayMs) => {
        call();
        return clock.setTimeout(fn, delayMs);
      },
      clearTimeout: (timer) => {
        call();
        clock.clearTimeout(timer);
      },
    },
  }),
  'the constructor of sockets': (call, { WebSocket: Given }) => ({
    WebSocket: class extends Given {
      constructor(url: string) {
        super(url);
        call();
      }
    },
  }),
  logger: (call) => ({ logger: { debug: call, info: call, warn: call, error: call } }),
  query: (call) => ({
    query: () => {
      call();
      return {};
    },
  }),
};

const start = (of: string) => {
  const trap = createTrap();
  const platform: { -readonly [Name in keyof Platform]?: Platform[Name] } = {};
  const bare = startSession();
  Object.assign(platform, { clock: bare.clock, page: bare.page, WebSocket: bare.gateway.WebSocket });
  bare.chats.dispose();
  const session = startSession({
    clock: bare.clock,
    WebSocket: bare.gateway.WebSocket,
    signals: bare.page,
    inspect: undefined,
    ...FUNCTIONS[of]?.(trap.call, platform as Platform),
  } as ChatConnectionsOptions);
  return { ...session, clock: bare.clock, gateway: bare.gateway, page: bare.page, trap };
};

type Started = ReturnType<typeof start>;

/** Nothing is left of any chat. */
const expectRest = ({ chats, clock, gateway, page }: Started, note: string) => {
  expect([note, gateway.live.length, clock.pending.length, page.listenerCount, chats.getSnapshot()]).toEqual([
    note,
    0,
    0,
    0,
    { selected: null, connected: false, chats: new Map() },
  ]);
};

const LONG_MS = 100_000;

/** What is called, and what must be true of it in the end. */
const CALLS: Record<
  string,
  (started: Started, make: () => () => void, spring: (act: () => void) => void, note: string) => Promise<void>
> = {
  dispose: async (started, make, spring, note) => {
    const { chats, clock, gateway } = started;
    let constructed = 0;
    spring(() => {
      chats.dispose();
      constructed = gateway.sockets.length;
    });
    const release = make();
    await clock.advanceAsync(0);
    expectRest(started, note);
    release();
    expect(() => chats.select('a')).toThrow();
    expect(chats.get === undefined || gateway.sockets.length - constructed <= 1).toBe(true);
    await clock.advanceAsync(LONG_MS);
    expectRest(started, note);
  },
  'select(null), and the releases': async (started, make, spring, note) => {
    const { chats, clock } = started;
    spring(() => chats.select(null));
    make()();
    await clock.advanceAsync(LONG_MS);
    expectRest(started, note);
    chats.dispose();
  },
  'select of another': async (started, make, spring, note) => {
    const { chats, clock, gateway } = started;
    spring(() => chats.select('b'));
    const release = make();
    const { selected } = chats.getSnapshot();
    await clock.advanceAsync(LONG_MS);
    expect([note, gateway.peakLive('a') <= 1, gateway.peakLive('b') <= 1]).toEqual([note, true, true]);
    expect([note, chats.getSnapshot()]).toMatchObject([note, { selected, connected: true }]);
    release();
    await clock.advanceAsync(LONG_MS);
    // Before the wish for a was noted, b was the selection before.
    expect([note, [...chats.getSnapshot().chats.keys()]]).toEqual([note, selected === 'b' ? ['b'] : []]);
    chats.select(null);
    await clock.advanceAsync(LONG_MS);
    expectRest(started, note);
    chats.dispose();
  },
  'retain of the same': async (started, make, spring, note) => {
    const { chats, clock, gateway } = started;
    let letGo = () => {};
    spring(() => {
      letGo = chats.retain('a');
    });
    const release = make();
    await clock.advanceAsync(LONG_MS);
    release();
    chats.select(null);
    await clock.advanceAsync(LONG_MS);
    expect([note, chats.get('a').getSnapshot().state, gateway.sockets.length]).toEqual([note, 'open', 1]);
    letGo();
    await clock.advanceAsync(LONG_MS);
    expectRest(started, note);
    chats.dispose();
  },
  'send, retry, get, subscribe, on': async (started, make, spring, note) => {
    const { chats, clock, gateway } = started;
    let receipt: SendReceipt | undefined;
    const states: string[] = [];
    spring(() => {
      receipt = chats.get('a').send('early');
      chats.retry();
      chats.get('a').retry();
      chats.get('a').subscribe(({ state }) => states.push(state));
      chats.on('open', () => states.push('opened'));
    });
    make();
    await clock.advanceAsync(LONG_MS);
    expect([note, states.at(-1), gateway.peakLive('a'), gateway.sockets.length]).toEqual([note, 'open', 1, 1]);
    expect([note, gateway.latest('a').sent.length]).toEqual([note, receipt?.status === 'rejected' ? 0 : 1]);
    chats.dispose();
  },
};

const MAKING: Record<string, (chats: ChatConnections) => () => void> = {
  select: (chats) => chats.select('a'),
  retain: (chats) => chats.retain('a'),
};

/** Each call of a function up to this one is tried. */
const MAX_CALLS = 60;

describe.each(Object.keys(FUNCTIONS))('from %s, while a chat is being made', (of) => {
  describe.each(Object.entries(MAKING))('by %s', (by, make) => {
    test.each(Object.entries(CALLS))('[EN1, SE3, SE4, AT1] %s does as it does at any other time', async (_, call) => {
      let tried = 0;
      for (let nth = 1; nth <= MAX_CALLS; nth += 1) {
        const started = start(of);
        const { trap, chats } = started;
        let hasReturned = false;
        const making = () => {
          const release = make(chats);
          hasReturned = true;
          return release;
        };
        let wasWithin = false;
        const spring = (act: () => void) =>
          trap.arm(nth, () => {
            wasWithin = !hasReturned;
            act();
          });
        // What is not called as often is tried another time.
        const probe = start(of);
        probe.trap.arm(nth, () => {});
        make(probe.chats);
        const isCalled = probe.trap.hasSprung;
        probe.chats.dispose();
        if (!isCalled) break;
        await call(started, making, spring, `${of}, call ${nth}, ${by}`);
        expect(wasWithin).toBe(true);
        tried += 1;
      }
      expect(tried).toBeGreaterThan(0);
    });
  });
});
