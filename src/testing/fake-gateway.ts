import type { Clock, Timer } from '../contract/clock.js';
import { OPEN } from '../contract/web-socket.js';
import { platformClock } from '../effects/clock.js';
import { accepts, type Behaviour } from './behaviours.js';
import { CLOSING } from './fake-connection.js';
import { type FakeSocketNetwork, FakeWebSocket } from './fake-web-socket.js';
import { LiveCount } from './live-count.js';

/** The options of `createFakeGateway`. */
export interface FakeGatewayOptions {
  /** The clock for its tasks: a virtual clock, the same one as for the code under test. Default: real time. */
  readonly clock?: Clock;
  /** What it does with a new socket. Default `accepts()`. */
  readonly behaviour?: Behaviour;
  /** The path it serves; `:id` stands for the percent-encoded chat id. Default `/api/v1/chats/:id/ws`. */
  readonly path?: string;
  /** Whether its sockets have `terminate()`, like those of the `ws` package. Default false. */
  readonly terminate?: boolean;
  /** Receives what a socket's listener throws. Default: the error is thrown again in a microtask, so the test run fails. */
  readonly reportError?: (error: unknown) => void;
}

/** Like a native `WebSocket` constructor, but makes fake sockets. */
export interface FakeWebSocketConstructor {
  new (url: string, protocols?: string | string[]): FakeWebSocket;
  readonly CONNECTING: 0;
  readonly OPEN: 1;
  readonly CLOSING: 2;
  readonly CLOSED: 3;
}

/** A gateway without a network: a scripted `WebSocket` constructor, and a record of every socket it made. */
export interface FakeGateway {
  /** The constructor to pass to the code under test. */
  readonly WebSocket: FakeWebSocketConstructor;
  /** Every socket ever constructed, in order. */
  readonly sockets: readonly FakeWebSocket[];
  /** The sockets that are CONNECTING or OPEN now. */
  readonly live: readonly FakeWebSocket[];
  /** The sockets that are OPEN now. */
  readonly open: readonly FakeWebSocket[];
  /** When the constructor was called, on the clock, including calls that threw. */
  readonly constructedAt: readonly number[];
  /** How many pending timers of the clock belong to the gateway: events that are not yet delivered. */
  readonly pendingTasks: number;
  /** The sockets of one chat, in order. */
  socketsOf(chatId: string): readonly FakeWebSocket[];
  /** The last constructed socket, of one chat or of all. Throws an `Error` if there is none. */
  latest(chatId?: string): FakeWebSocket;
  /** The most sockets that were ever CONNECTING or OPEN at once, of one chat or of all. */
  peakLive(chatId?: string): number;
  /** Sets the behaviour for the next socket and all later ones. */
  behave(behaviour: Behaviour): void;
  /** Sets the behaviour for the next sockets of one chat, instead of that set by `behave`. */
  behaveFor(chatId: string, behaviour: Behaviour): void;
  /** Sets the behaviour for the next socket only, of any chat. A second call sets that of the socket after it. */
  behaveOnce(behaviour: Behaviour): void;
}

/** Creates a gateway that accepts every handshake until another behaviour is set. */
export function createFakeGateway(options: FakeGatewayOptions = {}): FakeGateway {
  const { clock = platformClock, path = '/api/v1/chats/:id/ws', terminate = false, reportError = throwLater } = options;
  const chatIdOf = chatIdReader(path);
  const sockets: FakeWebSocket[] = [];
  const byChat = new Map<string, FakeWebSocket[]>();
  const live = new LiveCount<FakeWebSocket>();
  const tasks = new Set<Timer>();
  const constructedAt: number[] = [];
  const once: Behaviour[] = [];
  const perChat = new Map<string, Behaviour>();
  let usual = options.behaviour ?? accepts();

  const network: FakeSocketNetwork = {
    clock,
    tasks,
    reportError,
    hasTerminate: terminate,
    onNoLongerLive: (socket) => live.remove(socket),
  };
  const admit = (socket: FakeWebSocket): void => {
    const chatId = chatIdOf(socket.url);
    const behaviour = once.shift() ?? perChat.get(chatId) ?? usual;
    behaviour(socket.peer);
    sockets.push(socket);
    const ofChat = byChat.get(chatId);
    if (ofChat === undefined) byChat.set(chatId, [socket]);
    else ofChat.push(socket);
    if (socket.readyState < CLOSING) live.add(socket, chatId);
  };

  return {
    WebSocket: class extends FakeWebSocket {
      constructor(url: string, protocols?: string | string[]) {
        constructedAt.push(clock.now());
        super(url, protocols, network);
        admit(this);
      }
    },
    sockets,
    get live() {
      return live.members;
    },
    get open() {
      return live.members.filter(({ readyState }) => readyState === OPEN);
    },
    constructedAt,
    get pendingTasks() {
      return tasks.size;
    },
    socketsOf: (chatId) => byChat.get(chatId) ?? [],
    latest(chatId) {
      const socket = (chatId === undefined ? sockets : (byChat.get(chatId) ?? [])).at(-1);
      if (socket === undefined) throw new Error('No such socket has been constructed');
      return socket;
    },
    peakLive: (chatId) => live.peak(chatId),
    behave(behaviour) {
      usual = behaviour;
    },
    behaveFor(chatId, behaviour) {
      perChat.set(chatId, behaviour);
    },
    behaveOnce(behaviour) {
      once.push(behaviour);
    },
  };
}

/** Reads the chat id from a URL's path. Returns `''`, which is not a chat id, for any other path. */
function chatIdReader(path: string): (url: string) => string {
  const [before = '', after = ''] = path.split(':id').map((part) => part.replace(/[^\w/]/g, '\\$&'));
  const pattern = new RegExp(`^${before}([^/]+)${after}$`);
  return (url) => decodeURIComponent(pattern.exec(new URL(url).pathname)?.[1] ?? '');
}

function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
