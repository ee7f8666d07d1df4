import { type ChatConnections, createChatConnections, type LogRecord } from '../../src/index.js';
import { createInspector, type Inspector } from '../../src/inspect/page/index.js';
import { createFakeGateway, createFakePage, createSeededRandom, createVirtualClock } from '../../src/testing/index.js';
import { standInDocument } from '../../test/browser/naive/stand-in-document.js';
import { AT_FIRST, behaviourOf, PING, PONG, type Surroundings } from './actions.js';

export const CHAT_ID = '42';

/** How often the hand-written page looks whether it is connected. */
const NAIVE_EVERY_MS = 1_000;

/** The same for every client. */
const surroundings = () => {
  const clock = createVirtualClock();
  return {
    clock,
    page: createFakePage(),
    gateway: createFakeGateway({ clock, behaviour: behaviourOf(AT_FIRST.mode) }),
  };
};

export interface LogLine {
  /** Milliseconds since the beginning. */
  readonly at: number;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly text: string;
}

export interface EvenkeelClient extends Surroundings {
  readonly chats: ChatConnections;
  readonly inspector: Inspector;
  readonly log: readonly LogLine[];
  dispose(): void;
}

/** evenkeel in virtual time. */
export const createEvenkeelClient = (): EvenkeelClient => {
  const { clock, page, gateway } = surroundings();
  const log: LogLine[] = [];
  const noting = (level: LogLine['level']) => (text: string, _: LogRecord) =>
    log.push({ at: clock.now(), level, text });
  const inspector = createInspector({ panel: false, wallNow: clock.wallNow });
  const chats = createChatConnections({
    gateway: 'ws://gateway.example',
    query: async () => ({ token: 'ticket' }),
    heartbeat: { ping: () => PING, isPong: (data) => data === PONG },
    WebSocket: gateway.WebSocket,
    signals: page,
    clock,
    random: createSeededRandom(1),
    inspect: inspector,
    logger: { debug: noting('debug'), info: noting('info'), warn: noting('warn'), error: noting('error') },
  });
  return {
    clock,
    page,
    gateway,
    chats,
    inspector,
    log,
    user: {
      select: () => chats.select(CHAT_ID),
      leave: () => chats.select(null),
      retry: () => chats.get(CHAT_ID).retry(),
    },
    dispose() {
      chats.dispose();
      void inspector.close();
    },
  };
};

export interface NaiveClient extends Surroundings {
  /** What its banner says. */
  readonly state: string;
}

/** The page that somebody wrote by hand: `script` is test/browser/naive/faulty-chat.js. It knows no way to leave a chat. */
export const createNaiveClient = async (script: string): Promise<NaiveClient> => {
  const { clock, page, gateway } = surroundings();
  const setInterval = (fn: () => void, delayMs: number): void => {
    clock.setTimeout(() => {
      setInterval(fn, delayMs);
      fn();
    }, delayMs);
  };
  const naive = standInDocument({
    gateway: 'http://gateway.example',
    chatId: CHAT_ID,
    everyMs: NAIVE_EVERY_MS,
    WebSocket: gateway.WebSocket,
    setInterval,
  });
  new Function(...Object.keys(naive.globals), script)(...Object.values(naive.globals));
  await naive.logIn();
  return {
    clock,
    page,
    gateway,
    user: { select: naive.click, leave: () => undefined, retry: naive.click },
    get state() {
      return naive.state;
    },
  };
};
