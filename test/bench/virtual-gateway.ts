import { FakeSocket, fakeSocketsTelling } from './fake-socket.js';
import type { Subject } from './peers/subject.js';
import type { VirtualTime } from './virtual-time.js';

/** From asking to the answer. */
export const ROUND_TRIP_MS = 20;

/** For so long Chromium waits for the answer to a Close, before it says `close` by itself. */
const UNANSWERED_CLOSE_MS = 60_000;

interface KeepAlive {
  readonly everyMs: number;
  readonly frame: string;
  /** Clients learn of it when they connect. */
  announce(frame: string): string;
}

/**
 * What these servers send by themselves, at their defaults, and their clients count on: Engine.IO's ping, and Centrifugo's,
 * an empty command. (A ping of the WebSocket protocol, as graphql-ws's server sends, is not seen by a page.)
 */
const KEEP_ALIVE: Readonly<Record<string, KeepAlive>> = {
  'socket.io-client': {
    everyMs: 25_000,
    frame: '2',
    announce: (frame) => frame.replace(/"pingInterval":\d+/, '"pingInterval":25000'),
  },
  centrifuge: {
    everyMs: 25_000,
    frame: '{}',
    announce: (frame) => frame.replace('"connect":{', '"connect":{"ping":25,"pong":true,'),
  },
};

/** The gateway of the clients of one kind, in virtual time: it answers their handshakes and speaks their protocol. */
export class VirtualGateway {
  readonly WebSocket = fakeSocketsTelling((socket) => this.#shakeHands(socket));
  /** When each handshake began. */
  readonly handshakes: number[] = [];
  /** How many it has accepted. */
  accepted = 0;
  /** What went through open connections. */
  readonly frames = { received: 0, sent: 0 };
  /** Whether a handshake that begins now is accepted. */
  accepts: () => boolean = () => true;
  readonly #time: VirtualTime;
  readonly #subject: Subject;
  readonly #keepAlive: KeepAlive | null;
  readonly #open = new Set<FakeSocket>();
  readonly #cut = new WeakSet<FakeSocket>();

  /** `keepsAlive`: it pings, where its kind does. */
  constructor(time: VirtualTime, subject: Subject, keepsAlive: boolean) {
    this.#time = time;
    this.#subject = subject;
    this.#keepAlive = keepsAlive ? (KEEP_ALIVE[subject.name] ?? null) : null;
  }

  /** All connections are lost. */
  drop(): void {
    const lost = [...this.#open];
    this.#open.clear();
    for (const socket of lost) if (socket.readyState === FakeSocket.OPEN) socket.lose();
  }

  /** The link is dead: nothing goes through the connections any more, and nobody says so. */
  cut(): void {
    for (const socket of this.#open) {
      this.#cut.add(socket);
      socket.onClosing = (end) => this.#time.after(UNANSWERED_CLOSE_MS, end);
    }
    this.#open.clear();
  }

  /** Forgets what it knows of handshakes and connections: from here on the sockets are its clients' alone. */
  forget(): void {
    this.#open.clear();
    this.handshakes.length = 0;
    this.accepted = 0;
  }

  #shakeHands(socket: FakeSocket): void {
    this.handshakes.push(this.#time.now);
    const isAccepted = this.accepts();
    this.#time.after(ROUND_TRIP_MS, () => {
      if (socket.readyState !== FakeSocket.CONNECTING) return;
      if (isAccepted) this.#serve(socket);
      else socket.lose();
    });
  }

  #serve(socket: FakeSocket): void {
    const server = this.#subject.createServer?.();
    const send = (frame: string) => {
      if (socket.readyState !== FakeSocket.OPEN || this.#cut.has(socket)) return;
      this.frames.sent += 1;
      socket.deliver(this.#keepAlive?.announce(frame) ?? frame);
    };
    socket.onSent = (data) => {
      if (this.#cut.has(socket)) return;
      this.frames.received += 1;
      for (const frame of server?.answer(String(data)) ?? []) this.#time.after(ROUND_TRIP_MS, () => send(frame));
    };
    this.#open.add(socket);
    this.accepted += 1;
    socket.accept();
    for (const frame of server?.greet() ?? []) send(frame);
    if (this.#keepAlive !== null) this.#pingAgain(socket, this.#keepAlive, send);
  }

  #pingAgain(socket: FakeSocket, keepAlive: KeepAlive, send: (frame: string) => void): void {
    this.#time.after(keepAlive.everyMs, () => {
      if (socket.readyState !== FakeSocket.OPEN) return;
      send(keepAlive.frame);
      this.#pingAgain(socket, keepAlive, send);
    });
  }
}
