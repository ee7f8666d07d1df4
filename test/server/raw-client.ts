import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { HelloFrame, ServerFrame, WelcomeFrame } from '../../src/domain/delivery-frames.js';

/** A real WebSocket that speaks the delivery protocol as it is told to, and remembers what it got. */
export class RawClient {
  readonly frames: ServerFrame[] = [];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly #socket: WebSocket;
  readonly #onFrame = new Set<() => void>();
  #isClosed = false;

  constructor(url: string) {
    this.#socket = new WebSocket(url, { perMessageDeflate: false });
    this.#socket.on('error', () => undefined);
    this.#socket.on('message', (data) => {
      this.frames.push(JSON.parse(data.toString()));
      this.#tell();
    });
    this.closed = new Promise((resolve) =>
      this.#socket.on('close', (code, reason) => {
        this.#isClosed = true;
        resolve({ code, reason: reason.toString() });
        this.#tell();
      }),
    );
  }

  async opens(): Promise<void> {
    await once(this.#socket, 'open');
  }

  /** Calls `fn` for each frame from now on. */
  onFrame(fn: (frame: ServerFrame) => void): void {
    this.#socket.on('message', (data) => fn(JSON.parse(data.toString())));
  }

  says(frame: object | Buffer | string): void {
    this.#socket.send(Buffer.isBuffer(frame) || typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  async greets(hello: Partial<HelloFrame> = {}): Promise<WelcomeFrame> {
    if (this.#socket.readyState === WebSocket.CONNECTING) await this.opens();
    const before = this.of('welcome').length;
    this.says({ t: 'hello', v: 1, senders: [], cursor: null, ...hello });
    return (await this.received('welcome', before + 1))[before] as WelcomeFrame;
  }

  of<T extends ServerFrame['t']>(type: T): Extract<ServerFrame, { t: T }>[] {
    return this.frames.filter((frame): frame is Extract<ServerFrame, { t: T }> => frame.t === type);
  }

  /** Resolves once `count` frames of a type have come; rejects when the connection ends before. */
  async received<T extends ServerFrame['t']>(type: T, count = 1): Promise<Extract<ServerFrame, { t: T }>[]> {
    while (this.of(type).length < count) {
      if (this.#isClosed) throw new Error(`closed: ${JSON.stringify(await this.closed)}`);
      await new Promise<void>((resolve) => this.#onFrame.add(resolve));
    }
    return this.of(type);
  }

  stopsReading(): void {
    this.#socket.pause();
  }

  reads(): void {
    this.#socket.resume();
  }

  end(): void {
    this.#socket.terminate();
  }

  #tell(): void {
    const waiting = [...this.#onFrame];
    this.#onFrame.clear();
    for (const resolve of waiting) resolve();
  }
}
