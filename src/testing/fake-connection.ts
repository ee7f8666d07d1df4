import type { Clock, Timer } from '../contract/clock.js';
import { CLOSED, CONNECTING, OPEN, type SendableData, type SocketEventMap } from '../contract/web-socket.js';
import { byteLengthOf } from '../domain/byte-length.js';
import { SocketListeners } from './socket-listeners.js';

export const CLOSING = 2;

/** What the sockets of one gateway share. */
export interface FakeNetwork {
  readonly clock: Clock;
  /** The tasks on the clock that belong to any of its sockets. */
  readonly tasks: Set<Timer>;
  readonly reportError: (error: unknown) => void;
  readonly hasTerminate: boolean;
}

/** Whether and when the peer answers our Close: `'never'`, `'inside'` our `close()` call, or after this many ms. */
export type CloseAnswer = 'never' | 'inside' | number;

/** What a connection knows about the socket it belongs to. */
export interface FakeOwner {
  readonly socket: object;
  readonly protocols: readonly string[];
  /** Called when it is no longer CONNECTING or OPEN. */
  readonly onNoLongerLive: () => void;
}

/** What the two ends of a fake socket share: the state, the events, the tasks and their rules. */
export class FakeConnection {
  readonly listeners: SocketListeners;
  readonly sent: SendableData[] = [];
  readonly receivers = new Set<(data: SendableData) => void>();
  protocol = '';
  binaryType = 'blob';
  bufferedAmount = 0;
  closeAnswer: CloseAnswer = 0;
  isReading = true;
  readonly #network: FakeNetwork;
  readonly #owner: FakeOwner;
  readonly #tasks = new Set<Timer>();
  readonly #unread: SendableData[] = [];
  #readyState = CONNECTING;
  #hasEnded = false;

  constructor(network: FakeNetwork, owner: FakeOwner) {
    this.#network = network;
    this.#owner = owner;
    this.listeners = new SocketListeners(network.reportError);
  }

  get readyState(): number {
    return this.#readyState;
  }

  /** Runs `fn` as a separate task, unless the connection has ended by then. */
  after(delayMs: number, fn: () => void): void {
    if (this.#hasEnded) return;
    const { clock, tasks } = this.#network;
    const timer = clock.setTimeout(() => {
      this.#tasks.delete(timer);
      tasks.delete(timer);
      fn();
    }, delayMs);
    this.#tasks.add(timer);
    tasks.add(timer);
  }

  open(protocol = this.#owner.protocols[0] ?? ''): void {
    this.protocol = protocol;
    this.#become(OPEN);
    this.dispatch('open', {});
  }

  send(data: SendableData): void {
    if (this.#readyState === CONNECTING) throw new DOMException('Still in CONNECTING state', 'InvalidStateError');
    if (this.#readyState !== OPEN) {
      this.bufferedAmount += byteLengthOf(data);
      return;
    }
    this.sent.push(data);
    if (this.isReading) this.#receive(data);
    else {
      this.#unread.push(data);
      this.bufferedAmount += byteLengthOf(data);
    }
  }

  readAll(): void {
    this.isReading = true;
    if (this.#readyState === OPEN) this.bufferedAmount = 0;
    for (const data of this.#unread.splice(0)) this.#receive(data);
  }

  /** Our side closes; the arguments have been checked. */
  close(code: number, reason: string): void {
    const isConnecting = this.#readyState === CONNECTING;
    this.#become(CLOSING);
    const answer = this.closeAnswer;
    if (isConnecting) {
      if (answer === 'inside') this.fail();
      else this.failAfter(0);
    } else if (answer === 'inside') this.end(code, reason, true);
    else if (answer !== 'never') this.after(answer, () => this.end(code, reason, true));
  }

  terminate(): void {
    const isConnecting = this.#readyState === CONNECTING;
    this.#become(CLOSING);
    if (isConnecting) this.failAfter(0);
    else this.after(0, () => this.end(1006, '', false));
  }

  /** The connection fails immediately: `error`, then `close`. */
  fail(): void {
    this.failWithErrorOnly(CLOSED);
    this.end(1006, '', false);
  }

  failWithErrorOnly(readyState: number): void {
    this.#become(readyState);
    this.dispatch('error', {});
  }

  /**
   * The connection fails later, unless its state has changed by then. A platform fires `error` and `close` in one task and
   * runs microtasks between them; so two timers are set together, and no later timer can come between.
   */
  failAfter(delayMs: number): void {
    const readyState = this.#readyState;
    let hasFailed = false;
    this.after(delayMs, () => {
      hasFailed = this.#readyState === readyState;
      if (hasFailed) this.failWithErrorOnly(CLOSED);
    });
    this.after(delayMs, () => {
      if (hasFailed) this.end(1006, '', false);
    });
  }

  /** The one `close` event; nothing scheduled happens after it. */
  end(code: number, reason: string, wasClean: boolean): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    for (const timer of this.#tasks) {
      this.#network.clock.clearTimeout(timer);
      this.#network.tasks.delete(timer);
    }
    this.#tasks.clear();
    this.#become(CLOSED);
    this.dispatch('close', { code, reason, wasClean });
  }

  dispatch<T extends keyof SocketEventMap>(type: T, event: SocketEventMap[T]): void {
    const { clock } = this.#network;
    this.listeners.dispatch(type, { type, target: this.#owner.socket, timeStamp: clock.now(), ...(event as object) });
  }

  #receive(data: SendableData): void {
    for (const receive of this.receivers) receive(data);
  }

  #become(readyState: number): void {
    const wasLive = this.#readyState < CLOSING;
    this.#readyState = readyState;
    if (wasLive && readyState >= CLOSING) this.#owner.onNoLongerLive();
  }
}
