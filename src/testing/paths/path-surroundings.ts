import type { PageSignals } from '../../contract/page-signals.js';
import type { WebSocketConstructor } from '../../contract/web-socket.js';
import { hangs, throwsOnConstruction } from '../behaviours.js';
import { createFakeGateway, type FakeGateway } from '../fake-gateway.js';
import { createFakePage } from '../fake-page.js';
import type { VirtualClock } from '../virtual-clock.js';

/** The far end of the chats' sockets, which a path controls. Each action concerns the last socket of a chat. */
export interface PathServer {
  /** The constructor of sockets that connect to it. */
  readonly WebSocket: WebSocketConstructor;
  /** Its origin: one that is known to be this machine, or one that is not. */
  origin(isLoopback: boolean): string;
  /** Answers the handshake, which it has kept waiting until now. */
  accepts(chatId: string): void | Promise<void>;
  /** Refuses the handshake. */
  refuses(chatId: string): void | Promise<void>;
  /** Sends a message. */
  sends(chatId: string, text: string): void | Promise<void>;
  /** Ends the connection without a Close frame. */
  drops(chatId: string): void | Promise<void>;
  /** Sends a Close frame. */
  closes(chatId: string, code: number, reason: string): void | Promise<void>;
  /** The constructor throws at its next call (the feature `address`). */
  breaksConstruction(): void;
  /** How long an action may take to arrive, in milliseconds of real time; 0: no longer than a turn. */
  readonly patienceMs: number;
}

/** The page that the chats are on. */
export interface PathPage {
  /** If left out: the page's own signals. */
  readonly signals?: PageSignals;
  /** Signals `offline`. */
  goesOffline(): void;
  /** Signals `online`, even if it already was online. */
  comesOnline(): void;
  /** Signals `visible`, even if it already was visible. */
  becomesVisible(): void;
  /** Signals `frozen`. */
  freezes(): void;
  /** Signals `resumed`. */
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
