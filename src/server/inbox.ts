import { type Arrival, readFrame } from './read-frame.js';
import type { Outlet, ServerSocket } from './server-socket.js';

/** With so much that was not handled yet, nothing more is read from the socket. */
const MAX_FRAMES = 128;
const MAX_LIMITS = 8;
/** What a socket that cannot be paused may add to that. */
const WITHOUT_PAUSE = 32;

interface Handlers {
  /** At once, whatever waits (PS16). */
  ping(): void;
  /** One after the other. */
  handle(arrival: Arrival): void | Promise<void>;
  close(code: number, reason: string): void;
}

/** The frames of one socket that were read and not handled yet, in their order. A client that sends too fast has to wait. */
export class Inbox {
  readonly #socket: ServerSocket;
  readonly #outlet: Outlet;
  readonly #limit: number;
  readonly #handlers: Handlers;
  #arrivals: Arrival[] = [];
  #bytes = 0;
  #isHandling = false;
  #isPaused = false;
  #isEnded = false;

  constructor(socket: ServerSocket, outlet: Outlet, limit: number, handlers: Handlers) {
    this.#socket = socket;
    this.#outlet = outlet;
    this.#limit = limit;
    this.#handlers = handlers;
  }

  receive(data: unknown, isBinary: boolean): void {
    if (this.#isEnded) return;
    const arrival = readFrame(data, isBinary, this.#limit);
    if ('frame' in arrival && arrival.frame.t === 'ping') {
      // A socket that can be paused is not read then; what is on its way shows the client that the connection lives.
      if (!this.#outlet.isFull) this.#handlers.ping();
    } else {
      this.#arrivals.push(arrival);
      this.#bytes += arrival.bytes;
      if (!this.#isHandling) void this.#handleAll();
    }
    this.#holdBack();
  }

  /** Those that wait are dropped. A client's Close must still be read. */
  end(): void {
    this.#isEnded = true;
    this.#arrivals = [];
    this.#bytes = 0;
    this.#goOn();
  }

  async #handleAll(): Promise<void> {
    this.#isHandling = true;
    for (let arrival = this.#arrivals.shift(); arrival !== undefined; arrival = this.#arrivals.shift()) {
      this.#bytes -= arrival.bytes;
      const handling = this.#handlers.handle(arrival);
      // Those that can be handled at once are in one turn, and so in one transaction.
      if (handling !== undefined) await handling;
      if (this.#outlet.isFull) await this.#outlet.drained();
      if (!this.#isBusy) this.#goOn();
    }
    this.#isHandling = false;
  }

  get #isBusy(): boolean {
    return this.#arrivals.length >= MAX_FRAMES || this.#bytes >= MAX_LIMITS * this.#limit || this.#outlet.isFull;
  }

  #holdBack(): void {
    if (this.#isPaused || this.#isEnded || !this.#isBusy) return;
    if (this.#socket.pause === undefined || this.#socket.resume === undefined) {
      if (
        this.#arrivals.length >= WITHOUT_PAUSE * MAX_FRAMES ||
        this.#bytes >= WITHOUT_PAUSE * MAX_LIMITS * this.#limit
      )
        this.#handlers.close(4429, 'retry-after=1');
      return;
    }
    this.#isPaused = true;
    this.#socket.pause();
    // With nothing to handle, it is what was sent that must go first.
    if (!this.#isHandling)
      void this.#outlet.drained().then(() => {
        if (!this.#isBusy) this.#goOn();
      });
  }

  #goOn(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#socket.resume?.();
  }
}
