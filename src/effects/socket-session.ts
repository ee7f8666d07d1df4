import type { ConnectionEnd, ConnectionEvent, SocketCommand, SocketInput } from '../../machines/connection.types.js';
import type { Timer } from '../contract/clock.js';
import type { AttemptSignal } from '../contract/options.js';
import {
  OPEN,
  type SendableData,
  type SocketErrorEvent,
  type SocketEventMap,
  type SocketMessageEvent,
  type TimedEvent,
  type WebSocketLike,
} from '../contract/web-socket.js';
import type { Address } from '../domain/address.js';
import type { CloseInfo, Verdict } from '../domain/close-codes.js';
import { longWordsOf } from '../domain/redaction.js';
import { greet } from './greeting.js';
import { QuietWatch } from './quiet-watch.js';
import type { Resolution } from './resolve-url.js';
import { SignOfLife } from './sign-of-life.js';
import type { SocketEnvironment, SocketObserver, SocketOwner } from './socket-environment.js';

/**
 * How long a socket may stay CLOSING once it is noticed that its peer has closed it. Chromium takes 2 s to report it if the
 * peer does not end the TCP connection; Node never does.
 */
const CLOSING_GRACE_MS = 1_000;

/** The close of an open connection that ends without a close event (RFC 6455, section 7.1.5). */
const ABNORMAL_CLOSURE: CloseInfo = { code: 1006, reason: '', wasClean: false };

/** What ended, in words, by kind of failure. */
const ENDS = {
  handshake: 'the handshake failed',
  greeting: 'the greeting failed',
  lost: 'the connection was lost',
} as const;

/** One attempt, and the connection that results from it, over native WebSocket events: the chart's actor `socket`. */
export class SocketSession implements SocketOwner {
  readonly #environment: SocketEnvironment;
  readonly #input: SocketInput;
  readonly #tell: (event: ConnectionEvent) => void;
  readonly #observer: SocketObserver;
  readonly #lastAlive: SignOfLife;
  /** For the current attempt, once its signal was requested; null again when the connection is open. */
  #abort: AbortController | null = null;
  readonly #listeners: { [Type in keyof SocketEventMap]: (event: SocketEventMap[Type]) => void };
  #isLoopback: boolean | null = null;
  #address: Address | null = null;
  #protocols: readonly string[] = [];
  #slot: { readonly host: string; readonly leave: () => void } | null = null;
  #socket: WebSocketLike | null = null;
  /** The kind of failure if it ended now. */
  #endsAs: keyof typeof ENDS = 'handshake';
  /** Receives frames instead of this class until the server has accepted us. */
  #hear: ((event: SocketMessageEvent) => void) | null = null;
  #hasEnded = false;
  /** What the platform said about a failed handshake. */
  #errorMessage = '';
  #isFrameWatched = false;
  /** Null without a heartbeat and before the connection is open. */
  #quiet: QuietWatch | null = null;
  #endTimer: Timer;

  constructor(environment: SocketEnvironment, input: SocketInput, tell: (event: ConnectionEvent) => void) {
    this.#environment = environment;
    this.#input = input;
    this.#tell = tell;
    this.#observer = environment.observerOf(input.chatId);
    const { clock, secrets, batch } = environment;
    secrets.begin(input);
    this.#lastAlive = new SignOfLife(clock);
    this.#listeners = {
      open: (event) => batch.run(() => this.#open(event)),
      message: (event) => this.#receive(event),
      error: (event) => batch.run(() => this.#takeError(event)),
      // Deno reports 0 if it knows no code.
      close: ({ code, reason, wasClean }) =>
        batch.run(() => this.#lose({ code: code || ABNORMAL_CLOSURE.code, reason, wasClean })),
    };
  }

  obey(command: SocketCommand): void {
    switch (command.type) {
      case 'address.ask':
        return this.#askAddress();
      case 'slot.ask':
        return this.#askSlot();
      case 'socket.dial':
        return this.#dial();
      case 'greeting.begin':
        return this.#greet();
      case 'quiet.watch':
        return this.#quiet?.start();
      case 'frame.watch':
        this.#isFrameWatched = true;
        return;
      case 'ping.send':
        return this.#ping();
      case 'goodbye.say':
        return this.#environment.goodbye(this.#input.chatId, command.why, (data) => this.#send(data));
    }
  }

  foundClosing(): void {
    this.#awaitClose(CLOSING_GRACE_MS);
  }

  sent(): void {
    this.#quiet?.sent();
  }

  /** Nothing that the socket does later has an effect (AT7). The slot is given back last: the next handshake starts at once. */
  end(): void {
    const { clock, closer, secrets } = this.#environment;
    this.#hasEnded = true;
    this.#abort?.abort();
    secrets.end(this.#input);
    this.#quiet?.stop();
    clock.clearTimeout(this.#endTimer);
    if (this.#endsAs === 'lost') this.#observer.detach(this.#lastAlive.moment);
    if (this.#socket !== null) {
      for (const [type, listener] of this.#listenerEntries()) this.#socket.removeEventListener(type, listener);
      closer.close(this.#socket);
    }
    this.#slot?.leave();
  }

  #askAddress(): void {
    const { resolver, secrets, batch } = this.#environment;
    try {
      const isLoopback = resolver.isLoopback();
      if (isLoopback !== null) this.#locate(isLoopback);
    } catch (error) {
      return this.#fail({ kind: 'address', message: secrets.messageOf(error), close: null, verdict: 'misconfigured' });
    }
    const resolution = resolver.resolve(this.#input, () => this.#signal());
    if (resolution instanceof Promise) resolution.then((late) => batch.run(() => this.#take(late)));
    else this.#take(resolution);
  }

  #signal(): AttemptSignal {
    this.#abort ??= new AbortController();
    return this.#abort.signal;
  }

  #take(resolution: Resolution): void {
    if (this.#hasEnded) return;
    if (!('address' in resolution)) return this.#fail({ kind: 'address', close: null, ...resolution });
    const { address, protocols } = resolution;
    this.#address = address;
    this.#protocols = protocols;
    if (address.isUpgraded) this.#environment.reportUpgrade(this.#input.chatId);
    this.#locate(address.isLoopback);
    this.#tell({ type: 'address.resolved' });
  }

  #locate(isLoopback: boolean): void {
    if (this.#isLoopback !== isLoopback) this.#tell({ type: 'address.located', isLoopback });
    this.#isLoopback = isLoopback;
  }

  #askSlot(): void {
    const host = this.#address?.host ?? '';
    if (this.#slot?.host === host) return this.#tell({ type: 'slot.granted' });
    this.#slot?.leave();
    const leave = this.#environment.gate.enter(host, this.#input.chatId, () => this.#tell({ type: 'slot.granted' }));
    this.#slot = { host, leave };
  }

  #dial(): void {
    const { construct, nextSocketId, secrets } = this.#environment;
    try {
      this.#socket = construct(this.#address?.url ?? '', this.#protocols);
    } catch (error) {
      const message = secrets.messageOf(error);
      return this.#fail({ kind: 'handshake', message, close: null, verdict: 'misconfigured' });
    }
    // The address may contain a token and is no longer needed.
    this.#address = null;
    this.#protocols = [];
    for (const [type, listener] of this.#listenerEntries()) this.#socket.addEventListener(type, listener);
    this.#tell({ type: 'socket.constructed', socketId: nextSocketId() });
  }

  #open(event: TimedEvent | undefined): void {
    if (this.#hasEnded || this.#endsAs !== 'handshake') return;
    this.#endsAs = 'greeting';
    this.#slot?.leave();
    this.#slot = null;
    if (this.#environment.greeting === null) this.#admit(event);
    this.#tell({ type: 'socket.opened' });
  }

  /** From now on frames go to the greeting, until it is over. */
  #greet(): void {
    const { greeting, batch, secrets } = this.#environment;
    if (greeting === null) return;
    const input = this.#input;
    const whileUnderWay = (act: () => void) => {
      if (!this.#hasEnded && this.#endsAs === 'greeting') batch.run(act);
    };
    this.#hear = greet(
      greeting,
      { ...input, signal: this.#signal() },
      {
        send: (data) =>
          whileUnderWay(() => {
            if (typeof data === 'string') secrets.learn(input, longWordsOf(data, input.chatId));
            this.#send(data);
          }),
        welcomed: (event) =>
          whileUnderWay(() => {
            this.#admit(event);
            this.#tell({ type: 'greeting.welcomed' });
          }),
        failed: (verdict, error) => whileUnderWay(() => this.#end(secrets.messageOf(error), null, verdict)),
      },
    );
  }

  /** The connection is open. `event` is the event that made it so. */
  #admit(event: TimedEvent | undefined): void {
    const { isPlatformClock, heartbeat, clock, random } = this.#environment;
    if (this.#socket === null) return;
    this.#endsAs = 'lost';
    this.#hear = null;
    this.#abort = null;
    this.#lastAlive.begin(isPlatformClock ? event?.timeStamp : undefined);
    if (heartbeat !== null) {
      const { quiet } = heartbeat;
      const wentQuiet = () => this.#tell({ type: 'socket.wentQuiet' });
      this.#quiet = new QuietWatch(clock, quiet, random() * quiet.intervalMs, this.#lastAlive, wentQuiet);
    }
    this.#observer.attach(this.#socket, this);
  }

  #receive(event: SocketMessageEvent): void {
    const { heartbeat, batch } = this.#environment;
    const { data, timeStamp } = event;
    if (this.#hear !== null) return this.#hear(event);
    this.#lastAlive.note(timeStamp);
    this.#quiet?.heard();
    if (this.#isFrameWatched) {
      this.#isFrameWatched = false;
      batch.run(() => this.#tell({ type: 'frame.arrived' }));
      // A subscriber may have released the chat in the meantime.
      if (this.#hasEnded) return;
    }
    // `reply` and `isPong` are user code and may release the chat too.
    const { chatId } = this.#input;
    const isBeat =
      heartbeat !== null &&
      (heartbeat.reply?.(chatId, data, (reply) => this.#send(reply)) || heartbeat.isPong(chatId, data));
    if (isBeat || this.#hasEnded) return;
    this.#observer.deliver(data);
  }

  /** Sends before any queued message. */
  #send(data: SendableData): void {
    if (!this.#isWritable()) return;
    this.#socket?.send(data);
    this.sent();
  }

  /** A socket that is closing accepts nothing more. */
  #isWritable(): boolean {
    if (this.#hasEnded) return false;
    const isWritable = this.#socket?.readyState === OPEN;
    if (!isWritable) this.#awaitClose(CLOSING_GRACE_MS);
    return isWritable;
  }

  #takeError(event: SocketErrorEvent | undefined): void {
    const said = event?.message || Object(event?.error).code;
    if (typeof said === 'string') this.#errorMessage = this.#environment.secrets.redact(said);
    this.#awaitClose(0);
  }

  /**
   * Ends by itself unless the `close` event comes within `graceMs`, because only that event has the code. Chromium and
   * Firefox fire it in the same task as `error`; WebKit often fires it in a later one, where the code is 1006 anyway; some
   * platforms never fire it (AT5).
   */
  #awaitClose(graceMs: number): void {
    const end = () => this.#lose(this.#endsAs === 'handshake' ? null : ABNORMAL_CLOSURE);
    this.#endTimer ??= this.#environment.clock.setTimeout(end, graceMs);
  }

  #lose(close: CloseInfo | null): void {
    const verdict = close ? this.#environment.classify(close, this.#input) : 'retry';
    const reason = this.#environment.secrets.redact(close?.reason ?? '');
    const closing = close ? `closed with ${close.code}${reason && `: ${reason}`}` : 'an error without a close';
    // For a failed handshake the platform may know more than the close event.
    const why = (this.#endsAs === 'handshake' && this.#errorMessage) || closing;
    this.#end(why, close && { ...close, reason }, verdict);
  }

  #end(why: string, close: CloseInfo | null, verdict: Verdict): void {
    this.#fail({ kind: this.#endsAs, message: `${ENDS[this.#endsAs]}: ${why}`, close, verdict });
  }

  #fail(end: ConnectionEnd): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#tell({ type: 'connection.ended', ...end });
  }

  /** The next frame counts as the answer, whatever it is (LI1). */
  #ping(): void {
    this.#quiet?.stop();
    this.#isFrameWatched = true;
    if (this.#isWritable()) this.#environment.heartbeat?.ping(this.#input.chatId, (data) => this.#send(data));
  }

  #listenerEntries() {
    // biome-ignore lint/suspicious/noExplicitAny: each listener takes its own event; a socket takes any.
    return Object.entries(this.#listeners) as [keyof SocketEventMap, (event: any) => void][];
  }
}
