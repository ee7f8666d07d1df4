import type { WebSocketConstructor } from '../../src/index.js';
import type { FakeGateway, FakeWebSocket, VirtualClock } from '../../src/testing/index.js';
import type { Settings } from './random-settings.js';
import type { ChatName } from './random-steps.js';
import type { Expect } from './walk-messages.js';
import { WELCOME } from './walk-options.js';

export interface SocketsOwner {
  readonly claims: Settings;
  readonly expect: Expect;
  constructed(chatId: string): void;
  /** User code runs inside the constructor. */
  react(on: 'constructor'): void;
  /** A connection opened, or a frame arrived. */
  lives(): void;
}

/** The sockets of a walk: what is true whenever one is constructed (AT1, AT4), and what happened to each. */
export class ObservedSockets {
  readonly Constructor: WebSocketConstructor;
  readonly #gateway: FakeGateway;
  readonly #acceptedAt = new Map<FakeWebSocket, number>();
  readonly #openedAt = new Map<FakeWebSocket, number>();
  readonly #frameAt = new Map<FakeWebSocket, number>();
  readonly #left = new Map<ChatName, number>();

  constructor(gateway: FakeGateway, clock: VirtualClock, owner: SocketsOwner) {
    this.#gateway = gateway;
    const observe = (socket: FakeWebSocket) => {
      const [chatId = ''] = /(?<=\/chats\/)\w+/.exec(socket.url) ?? [];
      owner.constructed(chatId);
      const peak = gateway.peakLive(chatId);
      owner.expect('AT1', peak <= 1, () => `${peak} sockets of ${chatId} are CONNECTING or OPEN`);
      const { host } = new URL(socket.url);
      const handshakes = gateway.live.filter(({ readyState, url }) => readyState === 0 && new URL(url).host === host);
      const { maxHandshakes } = owner.claims;
      owner.expect(
        'AT4',
        handshakes.length <= maxHandshakes,
        () => `${handshakes.length} handshakes at once with ${host}`,
      );
      socket.addEventListener('open', () => {
        this.#acceptedAt.set(socket, clock.now());
        if (!owner.claims.greeting) this.#admitted(socket, clock.now());
        owner.lives();
      });
      socket.addEventListener('message', ({ data }) => {
        if (data === WELCOME) this.#admitted(socket, clock.now());
        this.#frameAt.set(socket, clock.now());
        owner.lives();
      });
    };
    this.Constructor = class extends gateway.WebSocket {
      constructor(url: string, protocols?: string | string[]) {
        super(url, protocols);
        observe(this);
        owner.react('constructor');
      }
    };
  }

  of(chat: ChatName): readonly FakeWebSocket[] {
    return this.#gateway.socketsOf(chat);
  }

  /** When the handshake of the chat's newest socket was accepted. */
  acceptedAt(chatId: string): number {
    return this.#timeOf(this.#acceptedAt, chatId);
  }

  /** When the chat's newest connection opened: its socket, or the server for it. */
  openedAt(chatId: string): number {
    return this.#timeOf(this.#openedAt, chatId);
  }

  /** When the chat's newest socket last had a frame. */
  lastFrameAt(chatId: string): number {
    return this.#timeOf(this.#frameAt, chatId);
  }

  /** Sockets of a chat that were left since the last look; the newest only if the chat has no socket. */
  takeLeft(chat: ChatName, hasSocket: boolean): readonly FakeWebSocket[] {
    const sockets = this.of(chat);
    const from = this.#left.get(chat) ?? 0;
    const to = hasSocket ? sockets.length - 1 : sockets.length;
    this.#left.set(chat, to);
    return sockets.slice(from, to);
  }

  /** The connection is open from here on. */
  #admitted(socket: FakeWebSocket, now: number): void {
    if (!this.#openedAt.has(socket)) this.#openedAt.set(socket, now);
  }

  #timeOf(times: ReadonlyMap<FakeWebSocket, number>, chatId: string): number {
    const socket = this.#gateway.socketsOf(chatId).at(-1);
    return (socket && times.get(socket)) ?? Number.NEGATIVE_INFINITY;
  }
}
