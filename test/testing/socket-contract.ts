import type {
  SocketCloseEvent,
  SocketMessageEvent,
  WebSocketConstructor,
  WebSocketLike,
} from '../../src/contract/web-socket.js';

/**
 * What a `WebSocket` does, as far as the library relies on it: one list of clauses for the fake and for real ones.
 * A clause observes plain data, so that a page can run it as well as Node; it imports nothing, and never waits a fixed time.
 */

/** What the far end of a socket does, by the path that was dialed. */
export type Story =
  | 'accepts'
  | 'greets'
  | 'refuses'
  | 'hangs'
  | 'drops'
  | 'closes/1000'
  | 'closes/1001'
  | 'closes/4401';

/** What `greets` says before it closes with 1000 `bye`. */
export const GREETING = { text: 'hëllo', bytes: [1, 2, 3] } as const;
/** The reason `closes/…` gives. */
export const CLOSE_REASON = 'expired';

/** Where real platforms are known to differ; every other difference breaks the contract. */
export type Difference =
  /** Node 20 and 22: `error` alone, and the socket still says CONNECTING. */
  | 'a failed handshake raises no close'
  /** The `ws` package: the socket says CLOSING at `error`, CLOSED only at `close`. */
  | 'a failed handshake is CLOSING at error'
  /** Node 20 to 24: the events come inside the call, and `readyState` says CLOSING for ever. */
  | 'close() while CONNECTING fails inside the call and never ends CLOSED'
  /** Node 20 to 24. */
  | 'bufferedAmount ignores what is sent after close'
  /** The `ws` package: 1001 and its like pass. */
  | "close() takes the protocol's own codes"
  /** The `ws` package: what `send` and `close` throw are no DOMExceptions. */
  | 'throws errors of its own';

export interface Platform {
  readonly WebSocket: WebSocketConstructor;
  urlOf(story: Story): string;
}

export interface Clause {
  readonly title: string;
  observe(platform: Platform): Promise<unknown>;
  expected(has: (difference: Difference) => boolean): unknown;
}

type Observed = readonly [event: string, readyState: number, detail?: unknown];

/** A socket whose events are written down, each with the readyState it came in. */
interface Recording {
  readonly socket: WebSocketLike;
  readonly events: readonly Observed[];
  /** Resolves with the next event of this type. */
  next(type: 'open' | 'message' | 'error' | 'close'): Promise<void>;
}

function record({ WebSocket, urlOf }: Platform, story: Story, protocols?: string[]): Recording {
  const socket = protocols === undefined ? new WebSocket(urlOf(story)) : new WebSocket(urlOf(story), protocols);
  socket.binaryType = 'arraybuffer';
  const events: Observed[] = [];
  socket.addEventListener('open', () => events.push(['open', socket.readyState]));
  socket.addEventListener('message', ({ data }: SocketMessageEvent) =>
    events.push(['message', socket.readyState, plain(data)]),
  );
  socket.addEventListener('error', () => events.push(['error', socket.readyState]));
  socket.addEventListener('close', ({ code, reason, wasClean }: SocketCloseEvent) =>
    events.push(['close', socket.readyState, { code, reason, wasClean }]),
  );
  return { socket, events, next: (type) => new Promise((resolve) => socket.addEventListener(type, () => resolve())) };
}

/** Runs `observe` with an open socket, and closes it in the end. */
async function whileOpen<T>(platform: Platform, observe: (recording: Recording) => T | Promise<T>): Promise<T> {
  const recording = record(platform, 'accepts');
  await recording.next('open');
  const observed = await observe(recording);
  const { socket } = recording;
  if (socket.readyState === 3) return observed;
  const closed = recording.next('close');
  socket.close();
  socket.terminate?.();
  await closed;
  return observed;
}

function plain(data: unknown): unknown {
  return data instanceof ArrayBuffer ? { ArrayBuffer: [...new Uint8Array(data)] } : data;
}

/** The name of what `fn` throws, or null. */
function thrownBy(fn: () => void): string | null {
  try {
    fn();
    return null;
  } catch (error) {
    return (error as Error).name;
  }
}

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

const peerCloses = (code: 1000 | 1001 | 4401): Clause => ({
  title: `a peer's close ${code} arrives with its code and reason, clean, without error`,
  async observe(platform) {
    const { events, next } = record(platform, `closes/${code}`);
    await next('close');
    return events;
  },
  expected: () => [
    ['open', 1],
    ['close', 3, { code, reason: CLOSE_REASON, wasClean: true }],
  ],
});

export const socketContract: readonly Clause[] = [
  {
    title: 'begins CONNECTING with nothing buffered, and is OPEN at open',
    async observe(platform) {
      const { socket, events, next } = record(platform, 'accepts');
      const before = [socket.readyState, socket.bufferedAmount];
      await next('open');
      socket.close();
      await next('close');
      return { before, first: events[0] };
    },
    expected: () => ({ before: [0, 0], first: ['open', 1] }),
  },
  {
    title: 'delivers open, messages and close in order: text as string, binary as ArrayBuffer',
    async observe(platform) {
      const { events, next } = record(platform, 'greets');
      await next('close');
      return events;
    },
    expected: () => [
      ['open', 1],
      ['message', 1, GREETING.text],
      ['message', 1, { ArrayBuffer: GREETING.bytes }],
      ['close', 3, { code: 1000, reason: 'bye', wasClean: true }],
    ],
  },
  peerCloses(1000),
  peerCloses(1001),
  peerCloses(4401),
  {
    title: 'a broken connection is close 1006, not clean',
    async observe(platform) {
      const { socket, events, next } = record(platform, 'drops');
      await next('open');
      const closed = next('close');
      socket.send('now');
      await closed;
      return events.filter(([event]) => event !== 'error');
    },
    expected: () => [
      ['open', 1],
      ['close', 3, { code: 1006, reason: '', wasClean: false }],
    ],
  },
  {
    title: 'a refused handshake is error, then close 1006 before the next task',
    async observe(platform) {
      const { events, next } = record(platform, 'refuses');
      await next('error');
      await nextTask();
      return events;
    },
    expected: (has) => {
      if (has('a failed handshake raises no close')) return [['error', 0]];
      return [
        ['error', has('a failed handshake is CLOSING at error') ? 2 : 3],
        ['close', 3, { code: 1006, reason: '', wasClean: false }],
      ];
    },
  },
  {
    title: 'close() before the handshake never opens, and ends CLOSED',
    async observe(platform) {
      const { socket, events, next } = record(platform, 'hangs');
      const failed = next('error');
      socket.close();
      const atOnce = { readyState: socket.readyState, hasFailed: events.length > 0 };
      await failed;
      await nextTask();
      const closes = events.flatMap(([event, , detail]) => (event === 'close' ? [detail] : []));
      return { atOnce, opened: events.some(([event]) => event === 'open'), closes, readyState: socket.readyState };
    },
    expected: (has) => {
      const isInside = has('close() while CONNECTING fails inside the call and never ends CLOSED');
      return {
        atOnce: { readyState: 2, hasFailed: isInside },
        opened: false,
        closes: has('a failed handshake raises no close') ? [] : [{ code: 1006, reason: '', wasClean: false }],
        readyState: isInside ? 2 : 3,
      };
    },
  },
  {
    title: 'our close(4000) is CLOSING, then a clean close with our code and reason; closing again is harmless',
    async observe(platform) {
      const { socket, events, next } = record(platform, 'accepts');
      await next('open');
      const closed = next('close');
      socket.close(4000, 'done');
      const readyState = socket.readyState;
      socket.close();
      await closed;
      socket.close();
      return { readyState, events };
    },
    expected: () => ({
      readyState: 2,
      events: [
        ['open', 1],
        ['close', 3, { code: 4000, reason: 'done', wasClean: true }],
      ],
    }),
  },
  {
    title: 'send before open throws; after close it does not, and counts in bufferedAmount',
    async observe(platform) {
      const { socket, next } = record(platform, 'accepts');
      const early = thrownBy(() => socket.send('early'));
      await next('open');
      const closed = next('close');
      socket.close();
      await closed;
      const amount = () => socket.bufferedAmount ?? Number.NaN;
      const before = amount();
      return { early, late: thrownBy(() => socket.send('läte')), grewBy: amount() - before };
    },
    expected: (has) => ({
      early: has('throws errors of its own') ? 'Error' : 'InvalidStateError',
      late: null,
      grewBy: has('bufferedAmount ignores what is sent after close') ? 0 : 5,
    }),
  },
  {
    title: 'close() throws for the codes nobody may send, and the socket stays OPEN',
    observe: (platform) =>
      whileOpen(platform, ({ socket }) => ({
        thrown: [0, 999, 1005, 1006, 1015, 2999, 5000].map((code) => thrownBy(() => socket.close(code))),
        readyState: socket.readyState,
      })),
    expected: (has) => ({
      thrown: Array(7).fill(has('throws errors of its own') ? 'TypeError' : 'InvalidAccessError'),
      readyState: 1,
    }),
  },
  {
    title: "close() throws for the protocol's own codes",
    observe: (platform) => whileOpen(platform, ({ socket }) => thrownBy(() => socket.close(1001))),
    expected: (has) => (has("close() takes the protocol's own codes") ? null : 'InvalidAccessError'),
  },
  {
    title: 'close() throws for a reason of more than 123 bytes, and the socket stays OPEN',
    observe: (platform) =>
      whileOpen(platform, ({ socket }) => ({
        thrown: thrownBy(() => socket.close(1000, 'é'.repeat(62))),
        readyState: socket.readyState,
      })),
    expected: (has) => ({
      thrown: has('throws errors of its own') ? 'RangeError' : 'SyntaxError',
      readyState: 1,
    }),
  },
  {
    title: 'the constructor throws for what cannot be dialed, and for bad subprotocols',
    async observe({ WebSocket, urlOf }) {
      const url = urlOf('accepts');
      return [`${url}#fragment`, 'ftp://127.0.0.1/', 'ws://127.0.0.1:99999/', 'ws://']
        .map((bad) => thrownBy(() => new WebSocket(bad)))
        .concat([[''], ['a b'], ['a', 'a']].map((bad) => thrownBy(() => new WebSocket(url, bad))));
    },
    expected: () => Array(7).fill('SyntaxError'),
  },
  {
    title: 'a listener is called once however often it was added, and not after it was removed',
    async observe(platform) {
      const { socket, next } = record(platform, 'accepts');
      let kept = 0;
      let removed = 0;
      const keep = (): void => {
        kept += 1;
      };
      const remove = (): void => {
        removed += 1;
      };
      socket.addEventListener('open', keep);
      socket.addEventListener('open', keep);
      socket.addEventListener('open', remove);
      socket.removeEventListener('open', remove);
      await next('open');
      const closed = next('close');
      socket.close();
      await closed;
      return { kept, removed };
    },
    expected: () => ({ kept: 1, removed: 0 }),
  },
];
