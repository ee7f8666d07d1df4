import { describe, expect, test } from 'vitest';
import {
  type ChatConnections,
  type ChatConnectionsOptions,
  createChatConnections,
  type SendReceipt,
  type WebSocketConstructor,
} from '../../src/index.js';
import {
  createFakeGateway,
  createFakePage,
  createVirtualClock,
  type FakePage,
  hangs,
  refuses,
  type VirtualClock,
} from '../../src/testing/index.js';
import { isInspectable } from '../support/engine-in-use.js';

/** Counts its calls, and at the nth from now does what it was told. */
const createTrap = () => {
  let calls = 0;
  let springsAt = Number.POSITIVE_INFINITY;
  let act = () => {};
  return {
    arm: (nth: number, fn: () => void) => {
      springsAt = calls + nth;
      act = fn;
    },
    count: () => calls,
    call: () => {
      calls += 1;
      if (calls === springsAt) act();
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
  const clock = createVirtualClock();
  const page = createFakePage();
  const gateway = createFakeGateway({ clock });
  const { WebSocket } = gateway;
  const chats = createChatConnections({
    clock,
    WebSocket,
    signals: page,
    gateway: 'wss://gateway.example',
    ...FUNCTIONS[of]?.(trap.call, { clock, page, WebSocket }),
  });
  return { chats, clock, gateway, page, trap };
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

/** Longer than to linger, and than a burst. */
const LONG_MS = 15_000;

/** What is called, and what must be true of it in the end. */
const CALLS: Record<
  string,
  (started: Started, make: () => () => void, spring: (act: () => void) => void, note: string) => Promise<void>
> = {
  dispose: async (started, make, spring, note) => {
    const { chats, clock, gateway } = started;
    spring(chats.dispose);
    const release = make();
    await clock.advanceAsync(0);
    expectRest(started, note);
    if (note.startsWith('signals')) expect([note, gateway.sockets.length]).toEqual([note, 0]);
    release();
    expect(() => chats.select('a')).toThrow();
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

/** How often a function is called while a chat is made. */
const callsWhileMaking = (of: string, make: (chats: ChatConnections) => void) => {
  const { chats, trap } = start(of);
  const before = trap.count();
  make(chats);
  const calls = trap.count() - before;
  chats.dispose();
  return calls;
};

describe.each(Object.keys(FUNCTIONS).filter((name) => isInspectable || name !== 'inspect'))(
  'from %s, while a chat is being made',
  (of) => {
    describe.each(Object.entries(MAKING))('by %s', (by, make) => {
      test.each(Object.entries(CALLS))('[EN1, SE3, SE4, AT1] %s does as it does at any other time', async (_, call) => {
        const calls = callsWhileMaking(of, make);
        expect(calls).toBeGreaterThan(0);
        for (let nth = 1; nth <= calls; nth += 1) {
          const started = start(of);
          let hasSprung = false;
          const spring = (act: () => void) =>
            started.trap.arm(nth, () => {
              hasSprung = true;
              act();
            });
          await call(started, () => make(started.chats), spring, `${of}, call ${nth}, ${by}`);
          expect(hasSprung).toBe(true);
        }
      });
    });
  },
);

// What is called amid a batch is called by an inspector.
describe.runIf(isInspectable)('amid a batch', () => {
  test('[PL3] a page that freezes while a chat is told to connect parks it', async () => {
    for (const nth of [1, 2, 3, 4, 5]) {
      const { chats, clock, gateway, page, trap } = start('inspect');
      trap.arm(nth, page.freezes);
      chats.select('a');
      await clock.advanceAsync(1_000);
      expect([nth, chats.get('a').getSnapshot().phase, gateway.live]).toEqual([nth, 'parked', []]);
      chats.dispose();
    }
  });

  test('[SE4, SE6] chats that are wanted again while others are released stay as they are', async () => {
    const { clock, gateway, page } = start('query');
    const chats = createChatConnections({
      clock,
      WebSocket: gateway.WebSocket,
      signals: page,
      gateway: 'wss://gateway.example',
      maxHandshakes: 9,
      maxLingering: 1,
      query: ({ signal, chatId }) => {
        if (chatId !== 'slow') return {};
        signal.addEventListener('abort', () => ['b', 'c'].map(chats.retain));
        return new Promise(() => undefined);
      },
    });
    gateway.behaveFor('c', hangs());
    const releases = ['slow', 'a', 'b', 'c', 'd'].map((chatId) => chats.retain(chatId));
    await clock.advanceAsync(1_000);
    for (const release of releases) release();
    await clock.advanceAsync(1_000);
    expect([...chats.getSnapshot().chats].map(([chatId, { state, wanted }]) => [chatId, state, wanted])).toEqual([
      ['b', 'open', true],
      ['c', 'connecting', true],
      ['d', 'open', false],
    ]);
    expect([gateway.sockets.length, gateway.live.length]).toEqual([4, 3]);
    chats.dispose();
  });

  test('[SE7] selections to and fro leave one burst, which settles once', async () => {
    const { chats, clock, gateway, trap } = start('query');
    chats.select('z');
    await clock.advanceAsync(10);
    chats.select(null);
    await clock.advanceAsync(10_000);
    trap.arm(1, () => {
      for (const chatId of ['b', 'a', 'b', 'a', 'b']) chats.select(chatId);
    });
    chats.select('y');
    const timers = clock.pending.filter(({ delayMs }) => delayMs === 250).length;
    await clock.advanceAsync(1_000);
    expect([timers, gateway.socketsOf('a').length, gateway.socketsOf('b').length]).toEqual([1, 0, 1]);
    chats.dispose();
  });

  test('[SD1] a message that is sent after dispose is refused, though the batch is not over', () => {
    const { chats, trap } = start('query');
    const receipts: unknown[] = [];
    trap.arm(1, () => {
      receipts.push(chats.get('a').send('taken'));
      const chat = chats.get('a');
      chats.dispose();
      receipts.push(chat.send('refused'), chats.getSnapshot().selected);
    });
    chats.select('a');
    expect(receipts).toEqual([{ id: 1, status: 'queued' }, { id: 2, status: 'rejected', reason: 'disposed' }, null]);
  });

  test('[AT2] a retry for a chat that was released meanwhile comes to nothing', async () => {
    const { chats, clock, gateway, trap } = start('inspect');
    gateway.behave(refuses());
    const release = chats.select('a');
    await clock.advanceAsync(60_000);
    trap.arm(1, () => {
      chats.get('a').retry();
      chats.dispose();
    });
    release();
    await clock.advanceAsync(60_000);
    expect([gateway.live, clock.pending]).toEqual([[], []]);
  });
});
