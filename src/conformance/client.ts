import type { Clock } from '../contract/clock.js';
import { CONNECTING, OPEN, type WebSocketLike } from '../contract/web-socket.js';
import { type CloseInfo, classifyClose } from '../domain/close-codes.js';
import type { HelloFrame, ServerFrame, WelcomeFrame } from '../domain/delivery-frames.js';
import { NotAsked, Unmet } from './finding.js';

type FrameOf<Type extends ServerFrame['t']> = Extract<ServerFrame, { readonly t: Type }>;

interface ClientSettings {
  readonly clock: Clock;
  readonly patienceMs: number;
  /** Of its hellos; undefined for none. */
  readonly auth: unknown;
}

/** A connection that does what a duty tells it, and remembers what came. */
export class Client {
  /** Every frame that is a JSON object, as it came. Only its `t` is known to be what its type says. */
  readonly frames: ServerFrame[] = [];
  /** Every text frame. */
  readonly texts: string[] = [];
  /** Undefined until the connection has ended. */
  close: CloseInfo | undefined;
  /** What the platform said of a failure; often nothing. */
  failure: string | undefined;
  readonly #socket: WebSocketLike;
  readonly #settings: ClientSettings;
  #hasOpened = false;
  #waiting: (() => void)[] = [];

  constructor(socket: WebSocketLike, settings: ClientSettings) {
    this.#socket = socket;
    this.#settings = settings;
    socket.addEventListener('open', () => {
      this.#hasOpened = true;
      this.#tell();
    });
    socket.addEventListener('message', ({ data }: { readonly data: unknown }) => this.#receive(data));
    socket.addEventListener('error', (event?: { readonly message?: unknown }) => {
      if (typeof event?.message === 'string') this.failure = event.message;
      // Node's own WebSocket says nothing more of a handshake that failed.
      if (!this.#hasOpened) this.close ??= { code: 1006, reason: '', wasClean: false };
      this.#tell();
    });
    socket.addEventListener('close', ({ code, reason, wasClean }: CloseInfo) => {
      this.close = { code, reason, wasClean };
      this.#tell();
    });
  }

  get hasOpened(): boolean {
    return this.#hasOpened;
  }

  async opens(): Promise<void> {
    await this.until(() => this.#hasOpened, 'open connection');
  }

  /** Sends a frame, or a text or bytes as they are. On a connection that has ended nothing happens. */
  says(frame: object | string): void {
    if (this.#socket.readyState !== OPEN) return;
    const isRaw = typeof frame === 'string' || frame instanceof Uint8Array;
    this.#socket.send(isRaw ? frame : JSON.stringify(frame));
  }

  /** A hello of this visitor's. */
  hello(fields: Partial<HelloFrame> = {}): HelloFrame {
    const { auth } = this.#settings;
    return { t: 'hello', v: 1, senders: [], cursor: null, ...fields, ...(auth !== undefined && { auth }) };
  }

  /** Says hello and answers the welcome. */
  async greets(fields: Partial<HelloFrame> = {}): Promise<WelcomeFrame> {
    const before = this.of('welcome').length;
    this.says(this.hello(fields));
    await this.until(() => this.of('welcome').length > before, 'welcome');
    return this.of('welcome')[before] as WelcomeFrame;
  }

  of<Type extends ServerFrame['t']>(type: Type): readonly FrameOf<Type>[] {
    return this.frames.filter((frame): frame is FrameOf<Type> => frame.t === type);
  }

  /** The first frame of a type that is as wanted. Throws `Unmet` if none comes. */
  async gets<Type extends ServerFrame['t']>(
    type: Type,
    what: string,
    isWanted: (frame: FrameOf<Type>) => boolean = () => true,
  ): Promise<FrameOf<Type>> {
    await this.until(() => this.of(type).some(isWanted), what);
    return this.of(type).find(isWanted) as FrameOf<Type>;
  }

  /**
   * Resolves once it is so. Throws `Unmet` if it is not so within the patience, or when the connection has ended; `NotAsked` if
   * the server closed to be left in peace.
   */
  async until(isSo: () => boolean, what: string): Promise<void> {
    const isOver = await this.#waitFor(() => isSo() || this.close !== undefined);
    if (isSo()) return;
    if (!isOver) throw new Unmet(`no ${what} within ${secondsOf(this.#settings.patienceMs)}`);
    const { close } = this;
    if (close !== undefined && this.#hasOpened && typeof classifyClose(close) === 'object')
      throw new NotAsked(`the server is busy: it closed with ${closeWords(close)}`);
    throw new Unmet(`no ${what}: ${this.ending()}`);
  }

  /** The close of the server; undefined if it does not close within the patience, or `patienceMs`. */
  async closes(patienceMs?: number): Promise<CloseInfo | undefined> {
    await this.#waitFor(() => this.close !== undefined, patienceMs);
    return this.close;
  }

  /** Closes with 1000 and answers what came back; undefined if nothing does within the patience, or `patienceMs`. */
  async leaves(patienceMs?: number): Promise<CloseInfo | undefined> {
    if (this.close === undefined) this.#close();
    return this.closes(patienceMs);
  }

  /** How the connection has ended, in words. */
  ending(): string {
    if (this.close === undefined) return 'the connection stayed open';
    if (!this.#hasOpened) return `the handshake failed${this.failure ? ` (${this.failure})` : ''}`;
    return `closed with ${closeWords(this.close)}`;
  }

  /** Ends the connection, whatever state it is in. A Close may take so long to be answered. */
  async ends(farewellMs: number): Promise<void> {
    if ((await this.leaves(farewellMs)) === undefined) this.#socket.terminate?.();
  }

  #close(): void {
    if (this.#socket.readyState === CONNECTING) this.#socket.close();
    else this.#socket.close(1000);
  }

  #receive(received: unknown): void {
    if (typeof received === 'string') {
      this.texts.push(received);
      const frame = frameIn(received);
      if (frame !== undefined) this.frames.push(frame);
    }
    this.#tell();
  }

  /** Whether it became so in time. */
  #waitFor(isSo: () => boolean, patienceMs = this.#settings.patienceMs): Promise<boolean> {
    const { clock } = this.#settings;
    return new Promise((resolve) => {
      let isOver = false;
      const end = (outcome: boolean) => {
        isOver = true;
        clock.clearTimeout(timer);
        resolve(outcome);
      };
      const timer = clock.setTimeout(() => end(false), patienceMs);
      const look = () => {
        if (isOver) return;
        if (isSo()) end(true);
        else this.#waiting.push(look);
      };
      look();
    });
  }

  #tell(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const look of waiting) look();
  }
}

function frameIn(text: string): ServerFrame | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as ServerFrame) : undefined;
  } catch {
    return undefined;
  }
}

export const secondsOf = (ms: number): string => `${Math.round(ms / 100) / 10} s`;

/** `4401 (token expired)`. */
export const closeWords = ({ code, reason }: CloseInfo): string => (reason === '' ? `${code}` : `${code} (${reason})`);
