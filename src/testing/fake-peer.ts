import { CLOSED, CONNECTING, OPEN, type SendableData, type SocketEventMap } from '../contract/web-socket.js';
import { CLOSING, type CloseAnswer, type FakeConnection } from './fake-connection.js';

const STATE_NAMES = ['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED'];

/**
 * The far end of a fake socket: a test or a behaviour uses it to control what the gateway and the network do.
 *
 * Every action is delivered immediately, inside the call; `after` makes it a separate task on the clock. An action that no
 * gateway could do (such as sending before accepting) throws an `Error`; only `emits` can break the rules.
 */
export class FakePeer {
  readonly #connection: FakeConnection;
  /** The socket's URL, with its query. */
  readonly url: string;

  /** @internal */
  constructor(connection: FakeConnection, url: string) {
    this.#connection = connection;
    this.url = url;
  }

  /** The socket's `readyState`. */
  get readyState(): number {
    return this.#connection.readyState;
  }

  /** Calls `fn` as a separate task, `delayMs` from now, unless the connection has closed by then. */
  after(delayMs: number, fn: () => void): void {
    this.#connection.after(delayMs, fn);
  }

  /** Completes the handshake: `open`. Without `protocol` it chooses the first one that was requested. */
  accepts({ protocol }: { readonly protocol?: string | undefined } = {}): void {
    this.#expects('accepts', CONNECTING);
    this.#connection.open(protocol);
  }

  /** Refuses the handshake: `error`, then `close` 1006. */
  refuses(): void {
    this.#expects('refuses', CONNECTING);
    this.#connection.fail();
  }

  /** Refuses later, if the socket is still CONNECTING then: `error` and `close` with microtasks in between, as in browsers. */
  refusesAfter(delayMs: number): void {
    this.#expects('refusesAfter', CONNECTING);
    this.#connection.failAfter(delayMs);
  }

  /**
   * Refuses the handshake without a `close` event. `readyState` is then 3 (default) as in Chromium (blocked by a content
   * security policy), or 0 as in Node 20 and 22.
   */
  failsWithErrorOnly({ readyState = CLOSED }: { readonly readyState?: 0 | 3 } = {}): void {
    this.#expects('failsWithErrorOnly', CONNECTING);
    this.#connection.failWithErrorOnly(readyState);
  }

  /** A frame arrives, binary data in the form set by the socket's `binaryType`. After our `close()` it is dropped. */
  sends(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#expects('sends', OPEN, CLOSING);
    if (this.readyState === OPEN) this.#connection.dispatch('message', { data: this.#asReceived(data) });
  }

  /** Sends a Close frame, and the connection ends cleanly. Any code is allowed; 1005 means a frame without a code. */
  closes(code = 1005, reason = ''): void {
    this.#expects('closes', OPEN, CLOSING);
    this.#connection.end(code, reason, true);
  }

  /** The connection breaks: `close` 1006, not clean, without `error`. */
  drops(): void {
    this.#expects('drops', OPEN, CLOSING);
    this.#connection.end(1006, '', false);
  }

  /** From now on answers nothing by itself: no message, no Close. Actions of the test still happen. */
  goesSilent(): void {
    this.#connection.receivers.clear();
    this.#connection.closeAnswer = 'never';
  }

  /** Stops reading: from now on, what is sent counts in `bufferedAmount`. */
  stopsReading(): void {
    this.#connection.isReading = false;
  }

  /** Reads again: `bufferedAmount` falls to 0, and `onMessage` gets the waiting messages. */
  reads(): void {
    this.#connection.readAll();
  }

  /** Calls `fn` for every message that the peer reads, inside the socket's `send`. Use `after` to answer. */
  onMessage(fn: (data: SendableData) => void): void {
    this.#connection.receivers.add(fn);
  }

  /** Sets when our `close()` is answered: after this many ms (default 0), inside the call as in Node, or never. */
  answersClose(answer: CloseAnswer): void {
    this.#connection.closeAnswer = answer;
  }

  /** Delivers an event unchanged, in any state, and changes nothing else: for platforms that break the rules. */
  emits<T extends keyof SocketEventMap>(type: T, event: SocketEventMap[T]): void {
    this.#connection.dispatch(type, event);
  }

  #asReceived(data: string | ArrayBuffer | ArrayBufferView): unknown {
    if (typeof data === 'string') return data;
    const bytes = ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data);
    const copy = bytes.slice().buffer;
    return this.#connection.binaryType === 'blob' ? new Blob([copy]) : copy;
  }

  #expects(act: string, ...states: readonly number[]): void {
    if (states.includes(this.readyState)) return;
    const expected = states.map((state) => STATE_NAMES[state]).join(' or ');
    throw new Error(`peer.${act}() needs a socket that is ${expected}; this one is ${STATE_NAMES[this.readyState]}`);
  }
}
