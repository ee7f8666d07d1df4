import type { DeliveryCommand, DeliveryContext, DeliveryEvent } from '../../machines/delivery.types.js';
import type { ChatConnection } from '../contract/chat-connection.js';
import type {
  DeliveryEventMap,
  DeliveryEventType,
  DeliveryListener,
  DeliveryReceipt,
  DeliverySnapshot,
  OpenOutbox,
  StoredSender,
} from '../contract/delivery.js';
import type { MessageData } from '../contract/events.js';
import { byteLengthOf } from '../domain/byte-length.js';
import type { ClientFrame, Cursor, EventFrame, ServerFrame, WelcomeFrame } from '../domain/delivery-frames.js';
import { invalidValue } from '../domain/invalid-value.js';
import type { DefinedChart } from '../engine/definition.js';
import { Listeners, type Rosters } from '../registry/listeners.js';
import { Subscribers } from '../registry/subscribers.js';
import { ChatInbox } from './chat-inbox.js';
import { ChatOutbox } from './chat-outbox.js';
import type { CodecSession } from './codec.js';
import type { DeliveryOwner } from './delivery-owner.js';
import { OutgoingMessage } from './outgoing-message.js';

const noRosters = (): Rosters<DeliveryEventMap> => ({ message: null, receipt: null, gap: null, brief: null });

/** The delivery of one chat: its chart, and what carries out what the chart decides. */
export class DeliveryChat {
  readonly chatId: string;
  readonly #owner: DeliveryOwner;
  readonly #chart: DefinedChart<DeliveryContext, DeliveryEvent>;
  readonly #inbox = new ChatInbox();
  readonly #outbox: ChatOutbox;
  readonly #listeners = new Listeners<DeliveryEventMap>(noRosters());
  readonly #subscribers = new Subscribers<DeliverySnapshot>();
  #session: CodecSession | null = null;
  /** Ends the question for a snapshot. */
  #asking: AbortController | null = null;
  /** Until a welcome says otherwise: what most servers take. */
  #limit = 65_536;
  #snapshot: DeliverySnapshot | null = null;

  constructor(chatId: string, owner: DeliveryOwner) {
    this.chatId = chatId;
    this.#owner = owner;
    this.#outbox = new ChatOutbox({
      chatId,
      now: owner.now,
      randomText: owner.randomText,
      transmit: (frame) => this.#transmit(frame),
      told: (event) => this.#listeners.emit('receipt', event),
      ended: (message) => owner.ended(message.bytes),
      storageFailed: (error) => owner.storageFailed(chatId, error),
      changed: () => this.#changed(),
      gaveUp: (error) => this.#abandon(error),
      ready: () => {
        this.#pump();
        if (this.isSettled) owner.progressed(this, true);
      },
    });
    this.#chart = owner.runChart(chatId, {
      obey: (command) => this.#obey(command),
      moved: () => this.#changed(),
    });
  }

  get isSettled(): boolean {
    return this.#outbox.isSettled;
  }

  get #link(): DeliverySnapshot['link'] {
    const { value } = this.#chart.position;
    return (value as { readonly link: DeliverySnapshot['link'] }).link;
  }

  get #connection(): ChatConnection {
    return this.#owner.connections.get(this.chatId);
  }

  // What the application calls.

  readonly send = (data: unknown): DeliveryReceipt => {
    const text = jsonOf(data);
    const bytes = byteLengthOf(text);
    const message = new OutgoingMessage(this.#owner.randomText(), JSON.parse(text), bytes);
    const refusal = bytes > this.#limit ? 'too-long' : this.#owner.refusalOf(bytes);
    if (refusal !== null) {
      const outcome = { id: message.id, status: 'rejected', code: refusal } as const;
      message.settle(outcome);
      this.#listeners.emit('receipt', { chatId: this.chatId, ...outcome });
      return message.receipt;
    }
    this.#owner.took(bytes);
    this.#outbox.add(message);
    this.#owner.progressed(this, true);
    return message.receipt;
  };

  readonly cancel = (id: string): boolean => {
    const isCancelled = this.#outbox.cancel(id);
    if (isCancelled) this.#owner.progressed(this, true);
    return isCancelled;
  };

  readonly sendBrief = (data: unknown): boolean => {
    const d: unknown = JSON.parse(jsonOf(data));
    return this.#link === 'live' && this.#transmit({ t: 'brief', d });
  };

  readonly on = <Type extends DeliveryEventType>(type: Type, fn: DeliveryListener<Type>): (() => void) =>
    this.#listeners.on(type, fn);

  readonly subscribe = (fn: (snapshot: DeliverySnapshot) => void): (() => void) =>
    this.#subscribers.add(fn, this.getSnapshot());

  readonly getSnapshot = (): DeliverySnapshot => {
    this.#snapshot ??= {
      chatId: this.chatId,
      link: this.#link,
      pending: this.#outbox.messages.map(({ id, data, receipt }) => ({
        id,
        status: receipt.status as 'pending' | 'stored' | 'sent',
        data,
      })),
      cursor: this.#inbox.cursor,
      behind: this.#inbox.behind,
      storage: this.#chart.position.context.storage,
      guarantee: this.#owner.codec.guarantee,
    };
    return this.#snapshot;
  };

  // What the delivery tells.

  opened(storage: OpenOutbox): void {
    this.#chart.send({ type: 'outbox.opened', storage: storage.storage });
    this.#outbox.opened(storage);
  }

  found(sender: StoredSender): void {
    for (const bytes of this.#outbox.adopt(sender, (data) => byteLengthOf(jsonOf(data)))) this.#owner.took(bytes);
    this.#pump();
    this.#owner.progressed(this, true);
  }

  taken(senders: readonly string[]): void {
    this.#outbox.taken(senders);
    this.#owner.progressed(this, true);
  }

  end(): void {
    this.#session = null;
    this.#asking?.abort();
    this.#chart.stop();
    this.#outbox.end();
    this.#subscribers.clear();
    this.#listeners.clear();
  }

  // What its connection tells.

  /** The first frame of a new connection. */
  async greet(): Promise<ClientFrame> {
    await this.#outbox.confirm();
    this.#session = this.#owner.codec.connect(this.chatId);
    this.#outbox.disconnected();
    this.#chart.send({ type: 'link.greeted' });
    return this.#hello();
  }

  encode(frame: ClientFrame): ReturnType<CodecSession['encode']> {
    return this.#session?.encode(frame) ?? null;
  }

  /** Returns whether the server has welcomed the connection. Throws for what breaks the protocol. */
  receive(data: MessageData): boolean {
    const session = this.#session;
    let isWelcomed = false;
    for (const frame of session?.decode(data) ?? []) {
      // What a frame before it has ended.
      if (session !== this.#session) break;
      this.#take(frame);
      isWelcomed ||= frame.t === 'welcome';
    }
    if (isWelcomed && session !== this.#session) throw new Error('an event did not follow the one before it');
    return isWelcomed;
  }

  /** The connection takes messages. */
  connected(): void {
    this.#pump();
  }

  /** There is no connection. */
  disconnected(): void {
    if (this.#link === 'down') return;
    this.#session = null;
    this.#outbox.disconnected();
    this.#chart.send({ type: 'link.closed' });
  }

  /** Whether nothing is in flight; for the chart. */
  get isNothingInFlight(): boolean {
    return this.#outbox.inFlight === 0;
  }

  /** How long the oldest message in flight may still wait; for the chart. */
  ackRestMs(timeoutMs: number): number {
    const since = this.#outbox.oldestSentAt;
    return since === null ? timeoutMs : since + timeoutMs - this.#owner.now();
  }

  #take(frame: ServerFrame): void {
    const link = this.#link;
    if (frame.t === 'welcome') return link === 'greeting' ? this.#welcomed(frame) : undefined;
    if (link === 'greeting' || link === 'down') return;
    switch (frame.t) {
      case 'event':
        if (link === 'live') this.#arrived(frame);
        else this.#inbox.keep(frame);
        return;
      case 'ack':
        this.#outbox.acknowledged(frame.s, frame.n, frame.seq);
        return this.#progressed();
      case 'nack':
        this.#outbox.refused(frame.s, frame.n, frame.code);
        return this.#progressed();
      case 'brief':
        return this.#listeners.emit('brief', { chatId: this.chatId, from: frame.from, data: frame.d });
    }
  }

  #welcomed(welcome: WelcomeFrame): void {
    this.#limit = welcome.limit;
    this.#inbox.welcomed(welcome);
    const before = this.#outbox.messages.length;
    this.#outbox.welcomed(welcome);
    const hasMoved = this.#outbox.messages.length < before;
    this.#chart.send(
      welcome.resume === 'whole' ? { type: 'welcome.whole' } : { type: 'welcome.gap', why: welcome.why },
    );
    this.#owner.progressed(this, hasMoved);
  }

  /** Returns whether the event has its place after those before it. */
  #arrived(event: EventFrame): boolean {
    const place = this.#inbox.placeOf(event);
    if (place === 'next') this.#deliver(event);
    if (place !== 'hole') return true;
    this.#inbox.noteOdd(event);
    this.#chart.send({ type: 'hole.found' });
    return false;
  }

  /** The cursor moves after the listeners ran (DE8). */
  #deliver(event: EventFrame): void {
    const { seq, tag, d } = event;
    const epoch = this.#inbox.cursor?.epoch ?? '';
    const id = event.from === null ? null : this.#outbox.idOf(event.from, event.n);
    const message = { chatId: this.chatId, data: d, epoch, seq, tag, id };
    this.#listeners.emit('message', message);
    this.#inbox.moveTo(event);
    this.#owner.commit(message);
    if (this.#chart.position.context.holes > 0) this.#chart.send({ type: 'event.delivered' });
    this.#changed();
  }

  // What the chart decides.

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
        for (const event of this.#inbox.takeBacklog()) {
          if (this.#link !== 'live' || !this.#arrived(event)) return;
        }
        return;
      case 'messages.pump':
        return this.#pump();
      case 'cursor.takeHead':
        return this.#inbox.takeHead();
      case 'cursor.skipHole': {
        const odd = this.#inbox.skipHole();
        if (odd !== null) this.#arrived(odd);
        return;
      }
      case 'gap.announce': {
        const { why } = this.#chart.position.context;
        return this.#listeners.emit('gap', { chatId: this.chatId, why: why ?? 'diverged' });
      }
      case 'link.abandonHole':
        return this.#abandon('an event did not follow the one before it');
      case 'link.abandonSilence':
        return this.#abandon('a message was not acknowledged in time');
      case 'link.abandonSnapshot':
        return this.#abandon('there was no snapshot that the server knows');
    }
  }

  async #sayHello(): Promise<void> {
    const session = this.#session;
    try {
      const hello = await this.#hello();
      if (session === this.#session && this.#link === 'greeting') this.#transmit(hello);
    } catch (error) {
      if (session === this.#session) this.#abandon(error);
    }
  }

  async #hello(): Promise<ClientFrame> {
    const auth = await this.#owner.auth(this.chatId);
    return {
      t: 'hello',
      v: 1,
      senders: this.#outbox.hello(),
      cursor: this.#inbox.cursor,
      ...(auth === undefined ? {} : { auth }),
    };
  }

  async #askSnapshot(): Promise<void> {
    const asking = new AbortController();
    this.#asking = asking;
    const { why } = this.#chart.position.context;
    try {
      const cursor = await this.#owner.snapshot({ chatId: this.chatId, why: why ?? 'diverged', signal: asking.signal });
      if (asking !== this.#asking) return;
      if (!isCursor(cursor)) throw new Error('the snapshot answered no cursor');
      this.#chart.send({ type: 'snapshot.taken', isHead: this.#inbox.goOnFrom(cursor) });
    } catch (error) {
      if (asking !== this.#asking) return;
      this.#owner.snapshotFailed(this.chatId, error);
      this.#chart.send({ type: 'snapshot.failed' });
    }
  }

  #pump(): void {
    if (this.#link !== 'live') return;
    const hasSent = this.#outbox.pump();
    if (hasSent && this.#isOutboxIdle) this.#chart.send({ type: 'message.sent' });
    if (this.#outbox.isHelloNeeded && this.#connection.getSnapshot().connected)
      this.#chart.send({ type: 'hello.needed' });
  }

  #progressed(): void {
    this.#pump();
    this.#owner.progressed(this, true);
  }

  get #isOutboxIdle(): boolean {
    return (this.#chart.position.value as { readonly outbox: string }).outbox === 'idle';
  }

  #transmit(frame: ClientFrame): boolean {
    const session = this.#session;
    if (session === null) return false;
    try {
      const data = session.encode(frame);
      if (data !== null) return this.#connection.send(data, { queue: false }).status === 'sent';
      if (frame.t !== 'skip') return false;
      // A protocol without numbers has none to skip.
      queueMicrotask(() => this.#take({ t: 'ack', s: frame.s, n: frame.n, seq: null }));
      return true;
    } catch (error) {
      this.#abandon(error);
      return false;
    }
  }

  #abandon(reason: unknown): void {
    this.#session = null;
    this.#connection.abandon('retry', reason);
  }

  /** Subscribers are told once for all that changes in a turn. */
  #changed(): void {
    if (this.#snapshot === null) return;
    this.#snapshot = null;
    if (this.#subscribers.isEmpty) return;
    queueMicrotask(() => {
      if (!this.#subscribers.isEmpty) this.#subscribers.publish(this.getSnapshot());
    });
  }
}

const isCursor = (value: unknown): value is Cursor => {
  const { epoch, seq, tag } = Object(value) as { readonly [Name in keyof Cursor]?: unknown };
  return typeof epoch === 'string' && Number.isSafeInteger(seq) && (tag === null || typeof tag === 'string');
};

/** What JSON makes of it. */
const jsonOf = (data: unknown): string => {
  const text: string | undefined = JSON.stringify(data);
  if (text === undefined) throw invalidValue('ERR_INVALID_ARGUMENT', 'The message', 'a JSON value', data);
  return text;
};
