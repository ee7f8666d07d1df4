/**
 * An open WebSocket at the server, as far as it is used: that of the package `ws` fits. With `pause` and `resume` a client that
 * sends faster than the store writes is held back by TCP; without them its connection is closed with 4429.
 */
export interface ServerSocket {
  /** 1 while it is open. */
  readonly readyState: number;
  /** How many bytes were sent that the network has not taken. */
  readonly bufferedAmount: number;
  /** Calls `done` once the network has taken the text, or with an error. */
  send(text: string, done: (error?: Error) => void): void;
  /** Begins the closing handshake. */
  close(code: number, reason: string): void;
  /** Stops reading. */
  pause?(): void;
  /** Reads again. */
  resume?(): void;
  /** `data` is text, or what holds its bytes: a Uint8Array, an ArrayBuffer, or a list of them. */
  on(event: 'message', listener: (data: unknown, isBinary: boolean) => void): unknown;
  /** The connection is gone. */
  on(event: 'close', listener: () => void): unknown;
  /** The connection failed; `close` follows. */
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** As `readyState`. */
export const OPEN = 1;

/** What is sent to one socket. It keeps nothing: who has much to send asks `isFull`, and waits for `drained`. */
export class Outlet {
  readonly #socket: ServerSocket;
  readonly #maxBufferedBytes: number;
  readonly #onFailed: (error: unknown) => void;
  #waiting: (() => void)[] = [];
  readonly #onSent = () => {
    // Not at every frame: with half of it gone there is something to do.
    if (this.#waiting.length > 0 && this.hasMuchRoom) this.release();
  };

  /** `onFailed` is told of what the socket throws. */
  constructor(socket: ServerSocket, maxBufferedBytes: number, onFailed: (error: unknown) => void) {
    this.#socket = socket;
    this.#maxBufferedBytes = maxBufferedBytes;
    this.#onFailed = onFailed;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === OPEN;
  }

  get isFull(): boolean {
    return this.isOpen && this.#socket.bufferedAmount > this.#maxBufferedBytes;
  }

  get hasMuchRoom(): boolean {
    return this.#socket.bufferedAmount <= this.#maxBufferedBytes / 2;
  }

  send(text: string): void {
    if (!this.isOpen) return;
    try {
      this.#socket.send(text, this.#onSent);
    } catch (error) {
      this.#onFailed(error);
    }
  }

  close(code: number, reason: string): void {
    try {
      this.#socket.close(code, reason);
    } catch (error) {
      this.#onFailed(error);
      this.#closeWithout(code);
    }
  }

  /** A reason that the socket does not take must not keep the connection. */
  #closeWithout(code: number): void {
    try {
      this.#socket.close(code, '');
    } catch (error) {
      this.#onFailed(error);
    }
  }

  /** Resolves when the network has taken enough, or the connection has ended. */
  async drained(): Promise<void> {
    if (this.isFull) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Lets go of those who wait. */
  release(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
