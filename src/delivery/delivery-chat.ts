import type {
  DeliveryEventMap,
  DeliveryEventType,
  DeliveryChat as DeliveryHandle,
  DeliveryListener,
  DeliveryReceipt,
  DeliverySnapshot,
  OpenOutbox,
  StoredSender,
} from '../contract/delivery.js';
import { byteLengthOf } from '../domain/byte-length.js';
import { invalidValue } from '../domain/invalid-value.js';
import { Listeners, type Rosters } from '../registry/listeners.js';
import { Subscribers } from '../registry/subscribers.js';
import { ChatLink } from './chat-link.js';
import { ChatOutbox } from './chat-outbox.js';
import type { DeliveryOwner } from './delivery-owner.js';
import { OutgoingMessage } from './outgoing-message.js';

const noRosters = (): Rosters<DeliveryEventMap> => ({ message: null, receipt: null, gap: null, brief: null });

/** The delivery of one chat, as an application sees it: its messages, its events, its snapshot. */
export class DeliveryChat {
  readonly chatId: string;
  readonly link: ChatLink;
  /** What the application gets of it. */
  readonly handle: DeliveryHandle;
  readonly #owner: DeliveryOwner;
  readonly #outbox: ChatOutbox;
  readonly #listeners = new Listeners<DeliveryEventMap>(noRosters());
  readonly #subscribers = new Subscribers<DeliverySnapshot>();
  #snapshot: DeliverySnapshot | null = null;

  constructor(chatId: string, owner: DeliveryOwner) {
    this.chatId = chatId;
    this.#owner = owner;
    this.#outbox = new ChatOutbox({
      chatId,
      now: owner.now,
      randomText: owner.randomText,
      transmit: (frame) => this.link.transmit(frame),
      told: (event) => this.#listeners.emit('receipt', event),
      ended: (message) => owner.ended(message.bytes),
      storageFailed: (error) => owner.failed(chatId, 'the outbox failed', error),
      changed: () => this.#changed(),
      gaveUp: (error) => this.link.abandon(error),
      ready: () => {
        this.link.pump();
        if (this.isSettled) owner.progressed(this, true);
      },
    });
    this.link = new ChatLink(chatId, owner, this.#outbox, {
      arrived: (event) => this.#listeners.emit('message', event),
      missed: (event) => this.#listeners.emit('gap', event),
      briefed: (event) => this.#listeners.emit('brief', event),
      progressed: (hasMoved) => owner.progressed(this, hasMoved),
      changed: () => this.#changed(),
    });
    const { send, cancel, sendBrief, on, getSnapshot, subscribe } = this;
    this.handle = { chatId, send, cancel, sendBrief, on, getSnapshot, subscribe };
  }

  get isSettled(): boolean {
    return this.#outbox.isSettled;
  }

  // What the application calls.

  readonly send = (data: unknown): DeliveryReceipt => {
    const text = jsonOf(data);
    const bytes = byteLengthOf(text);
    const message = new OutgoingMessage(this.#owner.newId(), JSON.parse(text), bytes);
    const refusal = bytes > this.link.limit ? 'too-long' : this.#owner.refusalOf(bytes);
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
    return this.link.state === 'live' && this.link.transmit({ t: 'brief', d });
  };

  readonly on = <Type extends DeliveryEventType>(type: Type, fn: DeliveryListener<Type>): (() => void) =>
    this.#listeners.on(type, fn);

  readonly subscribe = (fn: (snapshot: DeliverySnapshot) => void): (() => void) =>
    this.#subscribers.add(fn, this.getSnapshot());

  readonly getSnapshot = (): DeliverySnapshot => {
    this.#snapshot ??= {
      chatId: this.chatId,
      link: this.link.state,
      pending: this.#outbox.messages.map((message) => message.toPending()),
      cursor: this.link.inbox.cursor,
      behind: this.link.inbox.behind,
      storage: this.link.storage,
      guarantee: this.#owner.codec.guarantee,
    };
    return this.#snapshot;
  };

  // What the delivery tells.

  opened(outbox: OpenOutbox): void {
    this.link.opened(outbox.storage);
    this.#outbox.opened(outbox);
  }

  found(sender: StoredSender): void {
    for (const bytes of this.#outbox.adopt(sender, (data) => byteLengthOf(jsonOf(data)))) this.#owner.took(bytes);
    this.link.pump();
    this.#owner.progressed(this, true);
  }

  taken(senders: readonly string[]): void {
    this.#outbox.taken(senders);
    this.#owner.progressed(this, true);
  }

  /** How long the oldest message in flight may still wait; null without one. */
  ackRestMs(timeoutMs: number): number | null {
    const since = this.#outbox.oldestSentAt;
    return since === null ? null : since + timeoutMs - this.#owner.now();
  }

  end(): void {
    this.link.end();
    this.#outbox.end();
    this.#subscribers.clear();
    this.#listeners.clear();
  }

  /** Subscribers are told once for all that changes in a turn. */
  #changed(): void {
    if (this.#snapshot === null) return;
    this.#snapshot = null;
    if (this.#subscribers.isEmpty) return;
    queueMicrotask(() => this.#subscribers.publish(this.getSnapshot()));
  }
}

/** What JSON makes of it. */
const jsonOf = (data: unknown): string => {
  const text: string | undefined = JSON.stringify(data);
  if (text === undefined) throw invalidValue('ERR_INVALID_ARGUMENT', 'The message', 'a JSON value', data);
  return text;
};
