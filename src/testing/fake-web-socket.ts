import { CLOSED, CONNECTING, OPEN, type SendableData, type WebSocketLike } from '../contract/web-socket.js';
import { CLOSING, FakeConnection, type FakeNetwork } from './fake-connection.js';
import { FakePeer } from './fake-peer.js';
import type { SocketEventType, SocketListener } from './socket-listeners.js';
import { checkCloseArguments, parseProtocols, parseSocketUrl } from './web-socket-rules.js';

export interface FakeSocketNetwork extends FakeNetwork {
  /** Called when the socket is no longer CONNECTING or OPEN. */
  readonly onNoLongerLive: (socket: FakeWebSocket) => void;
}

/**
 * A `WebSocket` without a network that follows the rules of the WHATWG standard; made by the `WebSocket` of a fake gateway.
 *
 * `peer` is its far end. The peer's direct actions are delivered immediately; the results of our own calls (`close`) come in
 * a task on the clock. Unlike a real socket, it counts what is sent in `bufferedAmount` only while the peer does not read.
 * Its events are plain objects with `type` and `target`.
 */
export class FakeWebSocket implements WebSocketLike {
  static readonly CONNECTING = CONNECTING;
  static readonly OPEN = OPEN;
  static readonly CLOSING = CLOSING;
  static readonly CLOSED = CLOSED;
  readonly CONNECTING = CONNECTING;
  readonly OPEN = OPEN;
  readonly CLOSING = CLOSING;
  readonly CLOSED = CLOSED;

  /** Absolute, with its query. */
  readonly url: string;
  readonly extensions = '';
  /** The far end, which controls what happens to this socket. */
  readonly peer: FakePeer;
  /** The requested subprotocols. */
  readonly protocols: readonly string[];
  /** When it was constructed, on the gateway's clock. */
  readonly constructedAt: number;
  /** As in the `ws` package. Exists only if the gateway was created with `terminate: true`. */
  readonly terminate?: () => void;
  readonly #connection: FakeConnection;
  #closedBy: { readonly code: number; readonly reason: string } | null = null;
  #isTerminated = false;

  /** @internal */
  constructor(url: string, protocols: string | string[] | undefined, network: FakeSocketNetwork) {
    this.url = parseSocketUrl(url);
    this.protocols = parseProtocols(protocols);
    this.constructedAt = network.clock.now();
    this.#connection = new FakeConnection(network, {
      socket: this,
      protocols: this.protocols,
      onNoLongerLive: () => network.onNoLongerLive(this),
    });
    this.peer = new FakePeer(this.#connection, this.url);
    if (network.hasTerminate) this.terminate = () => this.#terminate();
  }

  get readyState(): number {
    return this.#connection.readyState;
  }

  get bufferedAmount(): number {
    return this.#connection.bufferedAmount;
  }

  get protocol(): string {
    return this.#connection.protocol;
  }

  get binaryType(): string {
    return this.#connection.binaryType;
  }

  set binaryType(type: string) {
    if (type === 'blob' || type === 'arraybuffer') this.#connection.binaryType = type;
  }

  /** What was passed to the socket while it was OPEN, in order. */
  get sent(): readonly SendableData[] {
    return this.#connection.sent;
  }

  /** What our first `close()` told the peer (code 1005 if none). Null if we did not close the socket. */
  get closedBy(): { readonly code: number; readonly reason: string } | null {
    return this.#closedBy;
  }

  /** Whether our side called `terminate()`. */
  get isTerminated(): boolean {
    return this.#isTerminated;
  }

  /** How many listeners it has, including `on…` handlers, of one type or of all. */
  listenerCount(type?: SocketEventType): number {
    return this.#connection.listeners.count(type);
  }

  /** Passes a message to the peer. Throws while CONNECTING; drops the message once CLOSING. */
  send(data: SendableData): void {
    this.#connection.send(data);
  }

  /** Starts the closing handshake. Throws for a code or reason that a native socket refuses. */
  close(code?: number, reason?: string): void {
    checkCloseArguments(code, reason);
    if (this.readyState >= CLOSING) return;
    this.#closedBy = { code: code ?? 1005, reason: reason ?? '' };
    this.#connection.close(this.#closedBy.code, this.#closedBy.reason);
  }

  /** Adds a listener; adding the same one again has no effect. */
  addEventListener(type: SocketEventType, listener: SocketListener): void {
    this.#connection.listeners.add(type, listener);
  }

  /** Removes a listener. */
  removeEventListener(type: SocketEventType, listener: SocketListener): void {
    this.#connection.listeners.remove(type, listener);
  }

  get onopen(): SocketListener | null {
    return this.#connection.listeners.handler('open');
  }

  set onopen(handler: SocketListener | null) {
    this.#connection.listeners.setHandler('open', handler);
  }

  get onmessage(): SocketListener | null {
    return this.#connection.listeners.handler('message');
  }

  set onmessage(handler: SocketListener | null) {
    this.#connection.listeners.setHandler('message', handler);
  }

  get onerror(): SocketListener | null {
    return this.#connection.listeners.handler('error');
  }

  set onerror(handler: SocketListener | null) {
    this.#connection.listeners.setHandler('error', handler);
  }

  get onclose(): SocketListener | null {
    return this.#connection.listeners.handler('close');
  }

  set onclose(handler: SocketListener | null) {
    this.#connection.listeners.setHandler('close', handler);
  }

  #terminate(): void {
    if (this.readyState === CLOSED) return;
    this.#isTerminated = true;
    this.#connection.terminate();
  }
}
