import {
  type ChatConnections,
  type ChatConnectionsOptions,
  type ConnectionSnapshot,
  createChatConnections,
  type WebSocketConstructor,
} from '../../src/index.js';

/**
 * One short battery for every platform: through the public interface, over the platform's own sockets, in its own time. It
 * imports the library alone, uses nothing that not every platform has, and reports plain data.
 */
export interface Surroundings {
  /** Of a server that does what the path of an upgrade names (`startBehaviourServer`). */
  readonly origin: string;
  /** Of a platform whose sockets are no global. */
  readonly WebSocket?: WebSocketConstructor;
}

/** What was seen, by the step. */
export type Report = Readonly<Record<string, unknown>>;

/** What a platform must show. */
export const REQUIRED: Report = {
  'connects, sends and hears': {
    greeting: '/echoes/talk?token=ticket',
    isProtocolTold: true,
    text: 'hëllo',
    binary: [0, 127, 255],
    receipts: ['queued', 'sent'],
  },
  'is closed with 1001': { code: 1001, reason: 'bye', state: 'backoff', failure: 'lost' },
  'is closed with 4400': { code: 4400, reason: 'bye', state: 'failed', failure: 'rejected' },
  'is closed with 4401, twice': { code: 4401, reason: 'bye', state: 'failed', failure: 'unauthorized' },
  'is broken off': { code: 1006, state: 'backoff', failure: 'lost' },
  'is refused in the handshake': { state: 'backoff', failure: 'handshake' },
  'finds a dead end': { state: 'backoff', failure: 'half-open' },
  'looks for its gateway': { dials: true, state: 'open' },
  'is disposed of': { code: 1000, willRetry: false, state: 'idle' },
};

/** Goes through all of it in a few seconds, and leaves nothing behind. */
export async function runBattery(surroundings: Surroundings): Promise<Report> {
  const steps = Object.entries(STEPS).map(async ([name, step]) => {
    const session = startSession(surroundings);
    const found = await Promise.race([step(session), session.overdue]).catch(String);
    session.end();
    return [name, found];
  });
  return Object.fromEntries(await Promise.all(steps));
}

/** Longer than this no step takes, however busy the machine. */
const PATIENCE_MS = 20_000;

type Session = ReturnType<typeof startSession>;

const startSession = ({ origin, WebSocket = globalThis.WebSocket }: Surroundings) => {
  const begun: ChatConnections[] = [];
  let timer: unknown;
  return {
    origin,
    WebSocket,
    /** With throttles of milliseconds; a chat that failed once rests. */
    begin(options: ChatConnectionsOptions, whereTo = { gateway: origin } as ChatConnectionsOptions): ChatConnections {
      const resting = { throttleMs: 10, backoff: () => 600_000 };
      const chats = createChatConnections({ WebSocket, ...whereTo, ...resting, ...options });
      begun.push(chats);
      return chats;
    },
    overdue: new Promise<string>((resolve) => {
      const states = () => begun.flatMap(({ getSnapshot }) => [...getSnapshot().chats.values()]);
      timer = setTimeout(() => resolve(`overdue: ${JSON.stringify(states())}`), PATIENCE_MS);
    }),
    end() {
      clearTimeout(timer as number);
      for (const { dispose } of begun) dispose();
    },
  };
};

/** Resolves with the snapshot, once the chat has come to rest. */
const settled = (chats: ChatConnections, chatId: string, states = ['backoff', 'failed']) =>
  new Promise<ConnectionSnapshot>((resolve) => {
    chats.get(chatId).subscribe((snapshot) => {
      if (states.includes(snapshot.state)) resolve(snapshot);
    });
  });

/** How a chat ends whose server does this. */
const ending = async ({ begin }: Session, path: string, options: ChatConnectionsOptions = {}) => {
  const chats = begin({ path, ...options });
  chats.select('one');
  const { state, failure, lastClose, lastFailure } = await settled(chats, 'one');
  return { lastClose, state, failure: failure?.reason ?? lastFailure?.kind };
};

const closed =
  (path: string) =>
  async (session: Session): Promise<unknown> => {
    const { lastClose, ...rest } = await ending(session, path);
    return { code: lastClose?.code, reason: lastClose?.reason, ...rest };
  };

const brokenOff = async (session: Session): Promise<unknown> => {
  // Some say in a reason of their own what happened.
  const { lastClose, ...rest } = await ending(session, '/ends/:id');
  return { code: lastClose?.code, ...rest };
};

const STEPS: Readonly<Record<string, (session: Session) => Promise<unknown>>> = {
  async 'connects, sends and hears'({ begin }) {
    const chats = begin({ path: '/echoes/:id', query: { token: 'ticket' }, protocols: ['chat.v1', 'chat.v2'] });
    const chat = chats.get('talk');
    const receipts: string[] = [];
    let told: string | null = null;
    const heard = new Promise<unknown[]>((resolve) => {
      const messages: unknown[] = [];
      chat.on('message', ({ data }) => messages.push(data) === 3 && resolve(messages));
    });
    chat.on('open', ({ protocol }) => {
      told = protocol;
      receipts.push(chat.send(Uint8Array.of(0, 127, 255).buffer).status);
    });
    chats.select('talk');
    receipts.push(chat.send('hëllo').status);
    const [first, text, binary] = await heard;
    const [greeting, chosen] = String(first).split(' ');
    return {
      greeting,
      isProtocolTold: chosen === told,
      text,
      binary: binary instanceof ArrayBuffer && [...new Uint8Array(binary)],
      receipts,
    };
  },
  'is closed with 1001': closed('/closes/1001/bye/:id'),
  'is closed with 4400': closed('/closes/4400/bye/:id'),
  'is closed with 4401, twice': closed('/closes/4401/bye/:id'),
  'is broken off': brokenOff,
  async 'is refused in the handshake'(session) {
    const { state, failure } = await ending(session, '/refuses/:id');
    return { state, failure };
  },
  async 'finds a dead end'(session) {
    const heartbeat = { ping: () => 'ping', intervalMs: 50, timeoutMs: 200 };
    const { state, failure } = await ending(session, '/accepts/:id', { heartbeat });
    return { state, failure };
  },
  async 'looks for its gateway'({ begin, origin, WebSocket }) {
    let dials = false;
    class Redirected extends WebSocket {
      constructor(url: string) {
        dials = /^ws:\/\/[^/]+\/echoes\/one$/.test(url);
        super(`${origin}/echoes/one`);
      }
    }
    const chats = begin({ path: '/echoes/:id', WebSocket: Redirected }, {});
    chats.select('one');
    const { state, failure } = await settled(chats, 'one', ['open', 'failed']);
    return { dials, state, ...failure };
  },
  async 'is disposed of'({ begin }) {
    const chats = begin({ path: '/echoes/:id' });
    const chat = chats.get('one');
    const ended = new Promise<object>((resolve) =>
      chat.on('close', ({ code, willRetry }) => resolve({ code, willRetry })),
    );
    chats.select('one');
    await settled(chats, 'one', ['open']);
    chats.dispose();
    return { ...(await ended), state: chat.getSnapshot().state };
  },
};
