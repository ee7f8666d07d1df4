import { byteLengthOf } from '../../src/domain/byte-length.js';
import type {
  ClientFrame,
  EventFrame,
  HelloFrame,
  ServerFrame,
  WelcomeFrame,
} from '../../src/domain/delivery-frames.js';
import type { ServerSocket } from '../../src/server/index.js';

interface Listeners {
  readonly message: ((data: unknown, isBinary: boolean) => void)[];
  readonly close: (() => void)[];
  readonly error: ((error: Error) => void)[];
}

/** The server's end of a connection, and at once the client who sits at the other. */
export class FakeServerSocket implements ServerSocket {
  readyState = 1;
  bufferedAmount = 0;
  isPaused = false;
  /** Whether the client reads. Else all that is sent to it is on its way. */
  isReading = true;
  readonly frames: ServerFrame[] = [];
  /** With which the server has closed it. */
  closed: { readonly code: number; readonly reason: string } | undefined;
  readonly #listeners: Listeners = { message: [], close: [], error: [] };
  readonly #underway: { readonly text: string; readonly done: () => void }[] = [];
  #watchers: (() => void)[] = [];

  on(event: keyof Listeners, listener: never): this {
    (this.#listeners[event] as unknown[]).push(listener);
    return this;
  }

  send(text: string, done: () => void): void {
    if (this.readyState !== 1) throw new Error('sent on a socket that is not open');
    this.#underway.push({ text, done });
    this.bufferedAmount += byteLengthOf(text);
    if (this.isReading) this.reads();
  }

  close(code: number, reason: string): void {
    if (byteLengthOf(reason) > 123) throw new Error('the reason of a close has 123 bytes at most');
    this.closed ??= { code, reason };
    this.readyState = 2;
    this.#changed();
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  /** The client reads `count` of the frames that are on their way; without it all of them, and all that will come. */
  reads(count?: number): void {
    if (count === undefined) this.isReading = true;
    for (const { text, done } of this.#underway.splice(0, count ?? this.#underway.length)) {
      this.bufferedAmount -= byteLengthOf(text);
      this.frames.push(JSON.parse(text));
      queueMicrotask(done);
    }
    this.#changed();
  }

  /** The client says this, even to a server that has paused it. */
  says(...frames: readonly (ClientFrame | object | string)[]): void {
    for (const frame of frames)
      this.saysRaw(new TextEncoder().encode(typeof frame === 'string' ? frame : JSON.stringify(frame)));
  }

  saysRaw(data: unknown, isBinary = false): void {
    for (const listener of this.#listeners.message) listener(data, isBinary);
  }

  /** The connection is gone. */
  ends(): void {
    this.readyState = 3;
    for (const listener of this.#listeners.close) listener();
  }

  fails(error: Error): void {
    for (const listener of this.#listeners.error) listener(error);
  }

  /** The frames of this type, in order. */
  of<T extends ServerFrame['t']>(type: T): Extract<ServerFrame, { t: T }>[] {
    return this.frames.filter((frame): frame is Extract<ServerFrame, { t: T }> => frame.t === type);
  }

  get events(): EventFrame[] {
    return this.of('event');
  }

  /** Resolves once `count` frames of a type have come; rejects when the server closes before. */
  async received<T extends ServerFrame['t']>(type: T, count = 1): Promise<Extract<ServerFrame, { t: T }>[]> {
    while (this.of(type).length < count) {
      if (this.closed !== undefined) throw new Error(`closed with ${this.closed.code} ${this.closed.reason}`);
      await this.#change();
    }
    return this.of(type);
  }

  /** Says hello and waits for its welcome. */
  async greets(hello: Partial<HelloFrame> = {}): Promise<WelcomeFrame> {
    const before = this.of('welcome').length;
    this.says({ t: 'hello', v: 1, senders: [], cursor: null, ...hello });
    const welcomes = await this.received('welcome', before + 1);
    return welcomes[before] as WelcomeFrame;
  }

  async closes(): Promise<{ readonly code: number; readonly reason: string }> {
    while (this.closed === undefined) await this.#change();
    return this.closed;
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#watchers.push(resolve));
  }

  #changed(): void {
    const watchers = this.#watchers;
    this.#watchers = [];
    for (const watcher of watchers) watcher();
  }
}

/** A few turns of the event loop, in which all that could happen has happened. */
export async function quiet(turns = 5): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
