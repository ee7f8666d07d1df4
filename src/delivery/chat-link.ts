import { isOutboxIdle, linkOf } from '../../machines/delivery.place.js';
import type { DeliveryCommand, DeliveryContext, DeliveryEvent, DeliveryLink } from '../../machines/delivery.types.js';
import type { ChatConnection } from '../contract/chat-connection.js';
import type { DeliveryEventMap } from '../contract/delivery.js';
import { DisposedError } from '../contract/errors.js';
import type { MessageData } from '../contract/events.js';
import type { AttemptSignal } from '../contract/options.js';
import type { ClientFrame, Cursor, EventFrame, ServerFrame, WelcomeFrame } from '../domain/delivery-frames.js';
import type { DefinedChart } from '../engine/definition.js';
import { ChatInbox } from './chat-inbox.js';
import type { ChatOutbox } from './chat-outbox.js';
import type { CodecSession } from './codec.js';
import { Commits } from './commits.js';
import type { DeliveryOwner } from './delivery-owner.js';

/** What a link tells its chat. */
export interface ChatLinkObserver {
  arrived(event: DeliveryEventMap['message']): void;
  missed(event: DeliveryEventMap['gap']): void;
  briefed(event: DeliveryEventMap['brief']): void;
  /** Messages may have come nearer to their end. */
  progressed(hasMoved: boolean): void;
  changed(): void;
}

const HOLE = 'an event did not follow the one before it';

/** One chat's link to its server: the frames of the present connection, and what the chart decides about them. */
export class ChatLink {
  readonly inbox = new ChatInbox();
  readonly #chatId: string;
  readonly #owner: DeliveryOwner;
  /** Of use after the connections were disposed of, too: a callback may do that amid whatever is done here. */
  readonly #connection: ChatConnection;
  readonly #outbox: ChatOutbox;
  readonly #observer: ChatLinkObserver;
  readonly #chart: DefinedChart<DeliveryContext, DeliveryEvent>;
  /** The codec's part of the present connection, or of the last. */
  #session: CodecSession;
  readonly #commits: Commits | null;
  /** Ends the question for a snapshot. */
  #asking: AbortController | null = null;
  /** How long a message may be. Until a welcome says otherwise: what most servers take. */
  limit = 65_536;

  constructor(chatId: string, owner: DeliveryOwner, outbox: ChatOutbox, observer: ChatLinkObserver) {
    this.#chatId = chatId;
    this.#owner = owner;
    this.#connection = owner.connections.get(chatId);
    this.#outbox = outbox;
    this.#observer = observer;
    this.#session = owner.codec.connect(chatId);
    this.#commits = owner.commit
      ? new Commits(owner.commit, (error) => owner.failed(chatId, 'events were not stored', error))
      : null;
    this.#chart = owner.runChart(chatId, { obey: (command) => this.#obey(command), moved: () => observer.changed() });
  }

  get state(): DeliveryLink {
    return linkOf(this.#chart.position.value);
  }

  get storage(): DeliveryContext['storage'] {
    return this.#chart.position.context.storage;
  }

  opened(storage: DeliveryContext['storage']): void {
    this.#chart.send({ type: 'outbox.opened', storage });
  }

  end(): void {
    this.disconnected();
    this.#chart.stop();
  }

  /** The first frame of a new connection; null if the attempt was given up meanwhile, as `signal` says. */
  async greet(signal: AttemptSignal): Promise<ReturnType<CodecSession['encode']>> {
    const auth = await this.#authOnceStored();
    if (signal.aborted) return null;
    this.#session = this.#owner.codec.connect(this.#chatId);
    this.#outbox.disconnected();
    this.#chart.send({ type: 'link.greeted' });
    return this.#session.encode(this.#helloOf(auth));
  }

  /** Returns whether the server has welcomed the connection. Throws for what breaks the protocol. */
  receive(data: MessageData): boolean {
    let isWelcomed = false;
    for (const frame of this.#session.decode(data)) {
      this.#take(frame);
      isWelcomed ||= frame.t === 'welcome';
      if (isWelcomed && this.state === 'down') throw new Error(HOLE);
    }
    return isWelcomed;
  }

  /** There is no connection, or it is given up. */
  disconnected(): void {
    if (this.state === 'down') return;
    this.#outbox.disconnected();
    this.#chart.send({ type: 'link.closed' });
  }

  /** Sends what may be sent. */
  pump(): void {
    if (this.state !== 'live') return;
    const hasMore = this.#outbox.pump();
    if (hasMore && this.state === 'live' && isOutboxIdle(this.#chart.position.value))
      this.#chart.send({ type: 'message.sent' });
    // The snapshot is asked for last: it costs more than all else that an acknowledgement does.
    if (this.#outbox.isHelloNeeded && this.#connection.getSnapshot().connected)
      this.#chart.send({ type: 'hello.needed' });
  }

  /** Hands a frame to the open socket; returns whether that took it. What it throws ends the connection. */
  transmit(frame: ClientFrame): boolean {
    if (this.state === 'down') return false;
    try {
      const data = this.#session.encode(frame);
      if (data !== null) {
        return this.#connection.send(data, { queue: false }).status === 'sent';
      }
      if (frame.t !== 'skip') return false;
      // A protocol without numbers has none to skip.
      queueMicrotask(() => this.#take({ t: 'ack', s: frame.s, n: frame.n, seq: null }));
      return true;
    } catch (error) {
      this.abandon(error);
      return false;
    }
  }

  /** Gives the connection up. */
  abandon(reason: unknown): void {
    try {
      this.#connection.abandon('retry', reason);
    } catch (error) {
      if (!(error instanceof DisposedError)) throw error;
    }
    this.disconnected();
  }

  #take(frame: ServerFrame): void {
    const { state } = this;
    if (frame.t === 'welcome') return state === 'greeting' ? this.#welcomed(frame) : undefined;
    if (state === 'greeting' || state === 'down') return;
    switch (frame.t) {
      case 'event':
        if (state === 'live') this.#arrived(frame);
        else this.inbox.keep(frame);
        return;
      case 'ack':
        return this.#settle(() => this.#outbox.acknowledged(frame.s, frame.n, frame.seq));
      case 'nack':
        return this.#settle(() => this.#outbox.refused(frame.s, frame.n, frame.code));
      case 'brief':
        return this.#observer.briefed({ chatId: this.#chatId, from: frame.from, data: frame.d });
    }
  }

  #welcomed(welcome: WelcomeFrame): void {
    this.inbox.welcomed(welcome);
    this.limit = welcome.limit;
    const before = this.#outbox.messages.length;
    this.#outbox.welcomed(welcome);
    const hasMoved = this.#outbox.messages.length < before;
    this.#chart.send(
      welcome.resume === 'whole' ? { type: 'welcome.whole' } : { type: 'welcome.gap', why: welcome.why },
    );
    this.#observer.progressed(hasMoved);
  }

  #settle(settle: () => boolean): void {
    const isNews = settle();
    this.pump();
    if (isNews) this.#observer.progressed(true);
  }

  /** Returns whether the event has its place after those before it. */
  #arrived(event: EventFrame): boolean {
    const place = this.inbox.placeOf(event);
    if (place === 'next') this.#deliver(event);
    if (place !== 'hole') return true;
    this.inbox.noteOdd(event);
    this.#chart.send({ type: 'hole.found' });
    return false;
  }

  /** The cursor moves after the listeners ran (DL3). */
  #deliver(event: EventFrame): void {
    const { seq, tag, d } = event;
    const id = event.from === null ? null : this.#outbox.idOf(event.from, event.n);
    const message = { chatId: this.#chatId, data: d, epoch: this.inbox.epoch, seq, tag, id };
    this.#observer.arrived(message);
    this.inbox.moveTo(event);
    this.#commits?.add(message);
    if (this.#chart.position.context.holes > 0) this.#chart.send({ type: 'event.delivered' });
    this.#observer.changed();
  }

  #obey({ type }: DeliveryCommand): void {
    switch (type) {
      case 'hello.say':
        return void this.#sayHello();
      case 'snapshot.ask':
        return void this.#askSnapshot();
      case 'snapshot.drop':
        this.#asking?.abort();
        this.#asking = null;
        return;
      case 'events.resume':
        for (const event of this.inbox.takeBacklog()) if (this.state !== 'live' || !this.#arrived(event)) return;
        return;
      case 'messages.pump':
        return this.pump();
      case 'cursor.takeHead':
        return this.inbox.takeHead();
      case 'cursor.skipHole': {
        const odd = this.inbox.skipHole();
        this.#observer.changed();
        if (odd !== null) this.#arrived(odd);
        return;
      }
      case 'gap.announce':
        return this.#observer.missed({ chatId: this.#chatId, why: this.#chart.position.context.why });
      case 'link.abandonHole':
        return this.abandon(HOLE);
      case 'link.abandonSilence':
        return this.abandon('the server did not answer in time');
      case 'link.abandonSnapshot':
        return this.abandon('there was no snapshot that the server knows');
    }
  }

  async #sayHello(): Promise<void> {
    const session = this.#session;
    /** From the hello on its senders count as named: it is made for those alone who wait for it. */
    const isAwaited = () => session === this.#session && this.state === 'greeting';
    try {
      const auth = await this.#authOnceStored();
      if (isAwaited()) this.transmit(this.#helloOf(auth));
    } catch (error) {
      if (isAwaited()) this.abandon(error);
    }
  }

  /** For a hello, once what that will call settled is stored (PC2). */
  async #authOnceStored(): Promise<unknown> {
    const auth = await this.#owner.auth(this.#chatId);
    await this.#outbox.confirm();
    return auth;
  }

  #helloOf(auth: unknown): ClientFrame {
    return {
      t: 'hello',
      v: 1,
      senders: this.#outbox.hello(),
      cursor: this.inbox.cursor,
      ...(auth === undefined ? {} : { auth }),
    };
  }

  async #askSnapshot(): Promise<void> {
    const asking = new AbortController();
    this.#asking = asking;
    const { why } = this.#chart.position.context;
    try {
      await this.#commits?.settled();
      if (asking !== this.#asking) return;
      const cursor = await this.#owner.snapshot?.({ chatId: this.#chatId, why, signal: asking.signal });
      if (asking !== this.#asking) return;
      if (!isCursor(cursor)) throw new Error('the snapshot answered no cursor');
      // The state of the snapshot has them.
      this.#commits?.forget();
      const isHead = this.inbox.goOnFrom(cursor);
      // What came meanwhile is delivered within the next call.
      this.#observer.changed();
      this.#chart.send({ type: 'snapshot.taken', isHead });
    } catch (error) {
      if (asking !== this.#asking) return;
      this.#owner.failed(this.#chatId, 'there is no snapshot', error);
      this.#chart.send({ type: 'snapshot.failed' });
    }
  }
}

const isCursor = (value: unknown): value is Cursor => {
  const { epoch, seq, tag } = Object(value) as { readonly [Name in keyof Cursor]?: unknown };
  return typeof epoch === 'string' && Number.isSafeInteger(seq) && (tag === null || typeof tag === 'string');
};
