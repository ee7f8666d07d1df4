import type { SocketEventMap, WebSocketConstructor } from '../../src/contract/web-socket.js';

type Listener = (event: unknown) => void;
type Type = keyof SocketEventMap;

/**
 * As little of a WebSocket as all subjects need: listeners and `on…` properties, no network and no time of its own. Whoever
 * measures plays the server.
 */
export class FakeSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;

  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSING = 2;
  readonly CLOSED = 3;
  readonly url: string;
  readonly protocol: string;
  readonly extensions = '';
  readyState = 0;
  bufferedAmount = 0;
  binaryType = 'blob';
  onopen: Listener | null = null;
  onmessage: Listener | null = null;
  onerror: Listener | null = null;
  onclose: Listener | null = null;
  /** What is sent arrives here. */
  onSent: (data: unknown) => void = () => undefined;
  /** What `close` leads to, where the peer does not answer it at once: calls `end` when it is over. */
  onClosing: ((end: () => void) => void) | null = null;
  readonly #listeners: Record<Type, Listener[]> = { open: [], message: [], error: [], close: [] };

  constructor(url: string | URL, protocols?: string | readonly string[]) {
    this.url = String(url);
    this.protocol = (typeof protocols === 'string' ? protocols : protocols?.[0]) ?? '';
  }

  addEventListener(type: Type, listener: Listener): void {
    // Spread makes room for more, which would be charged to the client.
    if (!this.#listeners[type].includes(listener)) this.#listeners[type] = this.#listeners[type].concat(listener);
  }

  removeEventListener(type: Type, listener: Listener): void {
    this.#listeners[type] = this.#listeners[type].filter((other) => other !== listener);
  }

  send(data: unknown): void {
    this.onSent(data);
  }

  close(code = 1000, reason = ''): void {
    if (this.onClosing === null || this.readyState !== 1) return this.#end(code, reason, true);
    this.readyState = 2;
    this.onClosing(() => this.#end(1006, '', false));
  }

  // The server's part.

  accept(): void {
    this.readyState = 1;
    this.#dispatch('open', { type: 'open', target: this, timeStamp: performance.now() });
  }

  /** A platform's event has its time: whoever delivers many at once may read the clock once for them. */
  deliver(data: unknown, timeStamp = performance.now()): void {
    this.#dispatch('message', { type: 'message', target: this, timeStamp, data });
  }

  /** The handshake is refused, or the connection lost: of that Chromium says `close` alone. */
  lose(): void {
    const wasOpen = this.readyState === 1;
    this.readyState = 3;
    if (!wasOpen) this.#dispatch('error', { type: 'error', target: this });
    this.#end(1006, '', false);
  }

  #hasEnded = false;

  #end(code: number, reason: string, wasClean: boolean): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.readyState = 3;
    this.#dispatch('close', { type: 'close', target: this, code, reason, wasClean });
  }

  #dispatch(type: Type, event: unknown): void {
    for (const listener of this.#listeners[type]) listener(event);
    this[`on${type}`]?.(event);
  }
}

/** A constructor of fake sockets that tells of each. */
export const fakeSocketsTelling = (onConstructed: (socket: FakeSocket) => void): WebSocketConstructor =>
  class extends FakeSocket {
    constructor(url: string | URL, protocols?: string | readonly string[]) {
      super(url, protocols);
      onConstructed(this);
    }
  };
