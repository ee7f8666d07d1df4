import type {
  ConnectionEnd,
  ConnectionEvent,
  GoodbyeReason,
  SocketCommand,
  SocketInput,
} from '../../machines/connection.types.js';
import type { Clock, Timer } from '../contract/clock.js';
import type { AttemptSignal, GreetingOptions } from '../contract/options.js';
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
import type { Moment } from '../domain/moment.js';
import { longWordsOf } from '../domain/redaction.js';
import type { Batch } from './batch.js';
import { greet } from './greeting.js';
import type { HandshakeGate } from './handshake-gate.js';
import type { AddressResolver, Resolution } from './resolve-url.js';
import type { Secrets } from './secrets.js';
import { SignOfLife } from './sign-of-life.js';
import type { SocketCloser } from './socket-closer.js';

/** What a chat has of its open socket. */
export interface SocketObserver {
  /** The connection is open: its socket can be sent through. */
  attach(socket: WebSocketLike, owner: SocketOwner): void;
  /** The socket is left; its last frame, or else its opening, was at `lastAliveAt`. */
  detach(lastAliveAt: Moment): void;
  deliver(data: unknown): void;
}

/** What is told by who sends through a socket. */
export interface SocketOwner {
  foundClosing(): void;
  /** A message was handed to it. */
  sent(): void;
}

export type Send = (data: SendableData) => void;

/** What the sockets of one registry share. Of its functions `construct` alone may throw. */
export interface SocketEnvironment {
  readonly clock: Required<Clock>;
  /** Whether that is the platform's, so that time stamps of events may be of it. */
  readonly isPlatformClock: boolean;
  readonly batch: Batch;
  readonly gate: HandshakeGate;
  readonly closer: SocketCloser;
  readonly resolver: AddressResolver;
  readonly secrets: Secrets;
  readonly heartbeat: {
    readonly intervalMs: number;
    readonly silence: 'inbound' | 'outbound' | 'either';
    /** Makes a ping, if there are any, and hands it over, unless it cannot be made. */
    ping(chatId: string, send: Send): void;
    isPong(chatId: string, data: unknown): boolean;
    /** Whether the frame has a reply, which was handed over; null where none has. */
    readonly reply: ((chatId: string, data: unknown, send: Send) => boolean) | null;
  } | null;
  readonly greeting: GreetingOptions | null;
  /** Makes the last frame, if there is one, and hands it over. */
  goodbye(chatId: string, why: GoodbyeReason, send: Send): void;
  random(): number;
  nextSocketId(): number;
  construct(url: string, protocols: readonly string[]): WebSocketLike;
  classify(close: CloseInfo, attempt: SocketInput): Verdict;
  observerOf(chatId: string): SocketObserver;
  reportUpgrade(chatId: string): void;
}

/**
 * How long a socket that its peer has closed may stay CLOSING once that is noticed. Chromium takes 2 s to say so if the
 * peer does not end the TCP connection, Node is never done.
 */
const CLOSING_GRACE_MS = 1_000;

/** What an open connection that ends without a close event has closed with (RFC 6455, section 7.1.5). */
const ABNORMAL_CLOSURE: CloseInfo = { code: 1006, reason: '', wasClean: false };

/** One attempt, and the connection that comes of it, over native WebSocket events: what the chart's actor `socket` does. */
export class SocketSession implements SocketOwner {
  readonly #environment: SocketEnvironment;
  readonly #input: SocketInput;
  readonly #tell: (event: ConnectionEvent) => void;
  readonly #observer: SocketObserver;
  readonly #lastAlive: SignOfLife;
  /** Of the attempt, once its signal was asked for; null again when the connection is open. */
  #abort: AbortController | null = null;
  readonly #listeners: { [Type in keyof SocketEventMap]: (event: SocketEventMap[Type]) => void };
  #isLoopback: boolean | null = null;
  #address: Address | null = null;
  #protocols: readonly string[] = [];
  #slot: { readonly host: string; readonly leave: () => void } | null = null;
  #socket: WebSocketLike | null = null;
  #hasOpened = false;
  /** What hears frames instead of us, until the server has admitted us. */
  #hear: ((event: SocketMessageEvent) => void) | null = null;
  #isAdmitted = false;
  #hasEnded = false;
  /** What the platform said when the handshake failed. */
  #errorMessage = '';
  #lastSentAt = 0;
  #isFrameWatched = false;
  #onNextFrame: (() => void) | null = null;
  #isFirstQuiet = true;
  #quietTimer: Timer;
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
      // Deno says 0 where it knows no code.
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
        return this.#watchQuiet();
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
    const { heartbeat, clock } = this.#environment;
    if (heartbeat !== null && heartbeat.silence !== 'inbound') this.#lastSentAt = clock.now();
  }

  /** Whatever the socket does from here on changes nothing (AT7). The slot is left last: the next handshake starts at once. */
  end(): void {
    const { clock, closer, secrets } = this.#environment;
    this.#hasEnded = true;
    this.#abort?.abort();
    secrets.end(this.#input);
    clock.clearTimeout(this.#quietTimer);
    clock.clearTimeout(this.#endTimer);
    if (this.#isAdmitted) this.#observer.detach(this.#lastAlive.moment);
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
    // The address, which may hold a token, has served.
    this.#address = null;
    this.#protocols = [];
    for (const [type, listener] of this.#listenerEntries()) this.#socket.addEventListener(type, listener);
    this.#tell({ type: 'socket.constructed', socketId: nextSocketId() });
  }

  #open(event: TimedEvent | undefined): void {
    if (this.#hasEnded || this.#hasOpened || this.#socket === null) return;
    this.#hasOpened = true;
    this.#slot?.leave();
    this.#slot = null;
    if (this.#environment.greeting === null) this.#admit(event);
    this.#tell({ type: 'socket.opened' });
  }

  /** From here on frames are the greeting's, until it is over. */
  #greet(): void {
    const { greeting, batch, secrets } = this.#environment;
    if (greeting === null) return;
    const input = this.#input;
    const whileUnderWay = (act: () => void) => {
      if (!this.#hasEnded && !this.#isAdmitted) batch.run(act);
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
        failed: (verdict, error) =>
          whileUnderWay(() => this.#fail({ ...this.#endedHow(secrets.messageOf(error)), close: null, verdict })),
      },
    );
  }

  /** The connection is open; `event` said so. */
  #admit(event: TimedEvent | undefined): void {
    if (this.#socket === null) return;
    this.#isAdmitted = true;
    this.#hear = null;
    this.#abort = null;
    this.#lastAlive.begin(this.#environment.isPlatformClock ? event?.timeStamp : undefined);
    this.#observer.attach(this.#socket, this);
  }

  #receive(event: SocketMessageEvent): void {
    const { heartbeat, batch } = this.#environment;
    const { data, timeStamp } = event;
    if (this.#hear !== null) return this.#hear(event);
    this.#lastAlive.note(timeStamp);
    this.#onNextFrame?.();
    if (this.#isFrameWatched) {
      this.#isFrameWatched = false;
      batch.run(() => this.#tell({ type: 'frame.arrived' }));
      // A subscriber may have let go of the chat meanwhile.
      if (this.#hasEnded) return;
    }
    // Who is asked for a reply or a pong may let go of the chat too.
    const { chatId } = this.#input;
    const isBeat =
      heartbeat !== null &&
      (heartbeat.reply?.(chatId, data, (reply) => this.#send(reply)) || heartbeat.isPong(chatId, data));
    if (isBeat || this.#hasEnded) return;
    this.#observer.deliver(data);
  }

  /** Ahead of all that waits. */
  #send(data: SendableData): void {
    if (!this.#isWritable()) return;
    this.#socket?.send(data);
    this.sent();
  }

  /** A socket that is closing takes nothing more. */
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
   * Ends by itself unless the `close` event comes within `graceMs`: it alone has the code. Chromium and Firefox fire it in
   * the same task as `error`, WebKit often in a later one, where the code is 1006 anyway, and some platforms never (AT5).
   */
  #awaitClose(graceMs: number): void {
    const end = () => this.#lose(this.#hasOpened ? ABNORMAL_CLOSURE : null);
    this.#endTimer ??= this.#environment.clock.setTimeout(end, graceMs);
  }

  #lose(close: CloseInfo | null): void {
    const verdict = close ? this.#environment.classify(close, this.#input) : 'retry';
    const reason = this.#environment.secrets.redact(close?.reason ?? '');
    const closing = close ? `closed with ${close.code}${reason && `: ${reason}`}` : 'an error without a close';
    // Of a handshake the platform may know more than a close says.
    const why = this.#hasOpened ? closing : this.#errorMessage || closing;
    this.#fail({
      ...this.#endedHow(why),
      close: close && { ...close, reason },
      verdict,
    });
  }

  #endedHow(why: string): Pick<ConnectionEnd, 'kind' | 'message'> {
    if (this.#isAdmitted) return { kind: 'lost', message: `the connection was lost: ${why}` };
    if (this.#hasOpened) return { kind: 'greeting', message: `the greeting failed: ${why}` };
    return { kind: 'handshake', message: `the handshake failed: ${why}` };
  }

  #fail(end: ConnectionEnd): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#tell({ type: 'connection.ended', ...end });
  }

  /** Waits for a quiet spell; frames only move `#lastAlive`, so that they cost no timer (LI1, ME1). */
  #watchQuiet(): void {
    const { clock, heartbeat, random } = this.#environment;
    if (heartbeat === null) return;
    const { intervalMs, silence } = heartbeat;
    const firstMs = this.#isFirstQuiet ? random() * intervalMs : intervalMs;
    this.#isFirstQuiet = false;
    const startedAt = clock.now();
    const arm = (delayMs: number) => {
      this.#onNextFrame = null;
      clock.clearTimeout(this.#quietTimer);
      this.#quietTimer = clock.setTimeout(check, delayMs);
    };
    const restOf = () => {
      const { at: aliveAt } = this.#lastAlive;
      const sentAt = this.#lastSentAt;
      const brokenAt = { inbound: aliveAt, outbound: sentAt, either: Math.min(aliveAt, sentAt) }[silence];
      return (brokenAt > startedAt ? brokenAt + intervalMs : startedAt + firstMs) - clock.now();
    };
    const check = () => {
      const restMs = restOf();
      // Sums of fractions are rounded: a rest that no clock can add would never end.
      if (restMs < 1) return this.#tell({ type: 'socket.wentQuiet' });
      arm(restMs);
      // Of timers that each set the next one, Chromium fires a hidden page's once a minute. A frame begins another chain.
      this.#onNextFrame = () => arm(Math.max(0, restOf()));
    };
    arm(firstMs);
  }

  /** The next frame, whatever it is, is the answer (LI1). */
  #ping(): void {
    const { clock, heartbeat } = this.#environment;
    clock.clearTimeout(this.#quietTimer);
    this.#onNextFrame = null;
    this.#isFrameWatched = true;
    if (this.#isWritable()) heartbeat?.ping(this.#input.chatId, (data) => this.#send(data));
  }

  #listenerEntries() {
    // biome-ignore lint/suspicious/noExplicitAny: each listener takes its own event; a socket takes any.
    return Object.entries(this.#listeners) as [keyof SocketEventMap, (event: any) => void][];
  }
}
