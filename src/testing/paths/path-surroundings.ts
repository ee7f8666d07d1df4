import type { PageSignals } from '../../contract/page-signals.js';
import type { WebSocketConstructor } from '../../contract/web-socket.js';
import { hangs, throwsOnConstruction } from '../behaviours.js';
import { createFakeGateway, type FakeGateway } from '../fake-gateway.js';
import { createFakePage } from '../fake-page.js';
import type { VirtualClock } from '../virtual-clock.js';

/** The far end of the chats' sockets, for a path to control: each act concerns the socket that was made last for a chat. */
export interface PathServer {
  /** The constructor of sockets that get there. */
  readonly WebSocket: WebSocketConstructor;
  /** Its origin: one that is known to be this machine, or one that is not. */
  origin(isLoopback: boolean): string;
  /** Answers the handshake, which it has kept waiting so far. */
  accepts(chatId: string): void | Promise<void>;
  /** Refuses the handshake. */
  refuses(chatId: string): void | Promise<void>;
  /** Sends a message. */
  sends(chatId: string, text: string): void | Promise<void>;
  /** Ends the connection without a Close. */
  drops(chatId: string): void | Promise<void>;
  /** Sends a Close. */
  closes(chatId: string, code: number, reason: string): void | Promise<void>;
  /** The constructor throws the next time (the feature `address`). */
  breaksConstruction(): void;
  /** How long what is on its way may take, in milliseconds of real time; 0: no longer than a turn. */
  readonly patienceMs: number;
}

/** The page that the chats are on. */
export interface PathPage {
  /** Left out: the page's own. */
  readonly signals?: PageSignals;
  /** Says `offline`. */
  goesOffline(): void;
  /** Says `online`, also when it has been so. */
  comesOnline(): void;
  /** Says `visible`, also when it has been so. */
  becomesVisible(): void;
  /** Says `frozen`. */
  freezes(): void;
  /** Says `resumed`. */
  resumes(): void;
}

/** A fake gateway that answers nothing by itself. */
export const fakePathServer = (
  clock: VirtualClock,
  gateway: FakeGateway = createFakeGateway({ clock, behaviour: hangs() }),
): PathServer => {
  const peer = (chatId: string) => gateway.latest(chatId).peer;
  return {
    WebSocket: gateway.WebSocket,
    origin: (isLoopback) => (isLoopback ? 'ws://127.0.0.1:9' : 'wss://gateway.example'),
    accepts: (chatId) => peer(chatId).accepts(),
    refuses: (chatId) => peer(chatId).refuses(),
    sends: (chatId, text) => peer(chatId).sends(text),
    drops: (chatId) => peer(chatId).drops(),
    closes: (chatId, code, reason) => peer(chatId).closes(code, reason),
    breaksConstruction: () => gateway.behaveOnce(throwsOnConstruction(new SyntaxError('no such address'))),
    patienceMs: 0,
  };
};

export const fakePathPage = (): PathPage => {
  const page = createFakePage();
  return {
    signals: page,
    goesOffline: () => page.goesOffline(),
    comesOnline: () => (page.isOnline() ? page.emits('online') : page.comesOnline()),
    becomesVisible: () => page.emits('visible'),
    freezes: () => page.freezes(),
    resumes: () => page.resumes(),
  };
};
