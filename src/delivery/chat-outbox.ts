import type {
  DeliveryEventMap,
  DeliveryOutcome,
  DeliveryRefusal,
  OpenOutbox,
  StoredSender,
} from '../contract/delivery.js';
import type { ClientFrame, HelloSender, WelcomeFrame } from '../domain/delivery-frames.js';
import { ChatSenders } from './chat-senders.js';
import { ChatStorage } from './chat-storage.js';
import { OutgoingMessage } from './outgoing-message.js';
import { SenderQueue } from './sender-queue.js';

/** More are not in flight, whatever the server takes (PC3). */
const MAX_WINDOW = 32;

export interface ChatOutboxOwner {
  readonly chatId: string;
  now(): number;
  randomText(): string;
  /** Hands a frame to the open socket; returns whether that took it. */
  transmit(frame: ClientFrame): boolean;
  told(event: DeliveryEventMap['receipt']): void;
  /** A message will not be heard of any more. */
  ended(message: OutgoingMessage): void;
  /** The storage could not do something; what it was about is said otherwise. */
  storageFailed(error: unknown): void;
  /** Messages were sent, stored or settled. */
  changed(): void;
  /** What the connection is for cannot be done now. */
  gaveUp(error: unknown): void;
  /** There may be something to send, or nothing any more. */
  ready(): void;
}

/** The messages of one chat on their way: given, stored, numbered, sent, settled. */
export class ChatOutbox {
  readonly #owner: ChatOutboxOwner;
  /** In the order in which they were given; not yet stored. */
  #waiting: OutgoingMessage[] = [];
  /** Those of them that are just being stored. */
  #storing: readonly OutgoingMessage[] = [];
  readonly #storage: ChatStorage;
  readonly #senders = new ChatSenders();
  #window = 0;
  #limit = Number.POSITIVE_INFINITY;

  constructor(owner: ChatOutboxOwner) {
    this.#owner = owner;
    this.#storage = new ChatStorage(owner.storageFailed, owner.ready);
  }

  /** All that have not ended, oldest first. */
  get messages(): readonly OutgoingMessage[] {
    return [...this.#senders.messages, ...this.#storing, ...this.#waiting].filter(({ hasEnded }) => !hasEnded);
  }

  get isSettled(): boolean {
    return this.#waiting.length + this.#storing.length + this.#senders.messages.length === 0;
  }

  get isHelloNeeded(): boolean {
    return this.#senders.isHelloNeeded;
  }

  get oldestSentAt(): number | null {
    return this.#senders.oldestSentAt;
  }

  hello(): readonly HelloSender[] {
    return this.#senders.hello();
  }

  idOf(sender: string, n: number): string | null {
    return this.#senders.find(sender)?.idOf(n) ?? null;
  }

  add(message: OutgoingMessage): void {
    this.#waiting.push(message);
    this.#owner.changed();
    this.#store();
  }

  opened(outbox: OpenOutbox): void {
    this.#storage.open(outbox);
    this.#store();
  }

  /** Takes over what another page left (PC1); what is found counts as sent (PC10). Returns the size of each that is to be sent. */
  adopt({ id, acked, messages }: StoredSender, bytesOf: (data: unknown) => number): readonly number[] {
    const queue = new SenderQueue(id, { acked });
    for (const { id: messageId, n, data, isCancelled } of messages) {
      const message = new OutgoingMessage(messageId, data, isCancelled ? 0 : bytesOf(data));
      message.n = n;
      if (isCancelled) message.settle({ id: messageId, status: 'cancelled' });
      else message.status = 'sent';
      queue.add(message);
    }
    this.#senders.adopt(queue);
    this.#owner.changed();
    // Its page may have died before it was told so.
    for (const { id: messageId, isCancelled } of messages)
      if (isCancelled) this.#owner.told({ chatId: this.#owner.chatId, id: messageId, status: 'cancelled' });
    return queue.messages.flatMap(({ hasEnded, bytes }) => (hasEnded ? [] : [bytes]));
  }

  /** Another page has taken these over (DL6). */
  taken(senders: readonly string[]): void {
    this.#move(this.#senders.drop(senders));
    this.#owner.changed();
  }

  /** Returns whether the message will not be sent. */
  cancel(id: string): boolean {
    const waiting = this.#waiting.find((message) => message.id === id);
    if (waiting !== undefined) {
      this.#waiting = this.#waiting.filter((message) => message !== waiting);
      this.#settle(waiting, { id, status: 'cancelled' });
      return true;
    }
    const stored = this.#senders.own?.messages.find((message) => message.id === id);
    if (stored?.status !== 'stored' || !this.#storage.isOpen) return false;
    stored.status = 'cancelling';
    this.#storage.write(async (outbox) => {
      const queue = this.#senders.active.find(({ messages }) => messages.includes(stored));
      if (queue === undefined) return;
      try {
        await outbox.cancel(queue.id, stored.n);
        if (stored.status === 'cancelling') this.#settle(stored, { id, status: 'cancelled' });
      } catch (error) {
        if (stored.status === 'cancelling') stored.status = 'stored';
        this.#owner.storageFailed(error);
      }
    });
    return true;
  }

  /** PC4 and PC5. Throws if the welcome does not answer for a sender of the hello. */
  welcomed({ last, nacked, lost, window, limit }: WelcomeFrame): void {
    this.#window = Math.min(window, MAX_WINDOW);
    this.#limit = limit;
    for (const queue of this.#senders.active.filter(({ standing }) => standing === 'named')) {
      const taken = last[queue.id];
      if (taken === undefined) throw new Error('the welcome does not say what was taken of a sender');
      // The hello could not say so much, because it was not stored: the next one may, and is told what is lost.
      if (taken < queue.acked && !lost.includes(queue.id)) throw new Error('the server has forgotten what it took');
      queue.welcomed(taken, nacked, this.#settle);
      if (lost.includes(queue.id)) this.#renew(queue, taken);
      else this.#storage.forgetSettled(queue);
    }
    for (const queue of this.#senders.past) this.#tellLost(queue, last[queue.id] ?? queue.acked);
    this.#owner.changed();
  }

  /** Resolves once it is certain which senders are this page's: another may have taken some over while this one was frozen. */
  confirm(): Promise<void> {
    return this.#storage.confirm(this.#senders.active);
  }

  /** What was in flight is known again from the next welcome. */
  disconnected(): void {
    this.#senders.disconnected();
  }

  /** Returns whether that was news, as of all that settles. */
  acknowledged(sender: string, n: number, seq: number | null): boolean {
    return this.#ended(sender, (queue) => queue.acknowledged(n, seq, this.#settle));
  }

  refused(sender: string, n: number, code: string): boolean {
    return this.#ended(sender, (queue) => queue.refused(n, code, this.#settle));
  }

  /** Sends what may be sent. Returns whether anything was, or has to wait for the socket. */
  pump(): boolean {
    let hasSent = false;
    for (const queue of this.#senders.active) {
      if (!queue.isOpen) {
        if (queue.messages.length > 0) return hasSent;
        continue;
      }
      for (let message = queue.next(this.#window); message !== null; message = queue.next(this.#window)) {
        const { n, hasEnded } = message;
        const frame: ClientFrame = hasEnded
          ? { t: 'skip', s: queue.id, n }
          : { t: 'msg', s: queue.id, n, d: this.#bodyOf(message) };
        message.sentAt = this.#owner.now();
        queue.sending(message);
        if (!this.#owner.transmit(frame)) {
          queue.unsent(message);
          return true;
        }
        hasSent = true;
        // A server that answers within the call has settled it.
        if (message.status === 'stored') this.#becomes(message, 'sent');
      }
      // Those of another sender were given later.
      if (queue.inFlight < queue.messages.length) return hasSent;
    }
    return hasSent;
  }

  /** Rejects what is not stored. */
  end(): void {
    this.#storage.close();
    for (const message of this.#waiting.splice(0)) {
      this.#settle(message, { id: message.id, status: 'rejected', code: 'disposed' });
    }
  }

  /** Several at once, in the order in which they were given. */
  #store(): void {
    this.#storage.write(async (outbox) => {
      const batch = this.#waiting.splice(0);
      if (batch.length === 0) return;
      this.#storing = batch;
      const queue = this.#senders.own ?? this.#senders.begin(this.#owner.randomText());
      try {
        const first = await outbox.add(this.#owner.chatId, queue.id, batch);
        this.#storing = [];
        // Another page has taken the sender over, and these with it.
        if (this.#senders.own !== queue) return this.#move(batch);
        for (const [index, message] of batch.entries()) {
          message.n = first + index;
          queue.add(message);
        }
        for (const message of batch) this.#becomes(message, 'stored');
      } catch (error) {
        this.#storing = [];
        if (this.#senders.own !== queue && this.#storage.isOpen) {
          // Another page has taken the sender over: these go under another one.
          this.#waiting.unshift(...batch);
          return this.#store();
        }
        if (this.#storage.isOpen) this.#owner.storageFailed(error);
        const code: DeliveryRefusal = this.#storage.isOpen ? 'storage' : 'disposed';
        for (const message of batch) this.#settle(message, { id: message.id, status: 'rejected', code });
      }
    });
  }

  /** One that is far too long closes every connection: in its place goes what is refused (PC12). */
  #bodyOf({ data, bytes }: OutgoingMessage): unknown {
    return bytes > this.#limit ? ' '.repeat(this.#limit) : data;
  }

  #move(messages: readonly OutgoingMessage[]): void {
    for (const message of messages) if (!message.hasEnded) this.#settle(message, { id: message.id, status: 'moved' });
  }

  /** What the server forgot is lost; what is left is numbered again under a new sender (PC5). */
  #renew(queue: SenderQueue, last: number): void {
    queue.standing = 'lost';
    this.#storage.write(async (outbox) => {
      if (!this.#senders.active.includes(queue)) return;
      const successor = new SenderQueue(this.#owner.randomText());
      const known = new Map(queue.messages.map((message) => [message.id, message]));
      try {
        await this.#storage.settle(queue, outbox);
        this.#senders.renewing(successor.id);
        const { messages } = await outbox.renew(queue.id, successor.id);
        for (const { id, n } of messages) {
          const message = known.get(id);
          if (message === undefined) continue;
          message.n = n;
          successor.add(message);
        }
        this.#tellLost(queue, last);
        if (!this.#senders.renewed(queue, successor)) this.taken([successor.id]);
      } catch (error) {
        this.#owner.storageFailed(error);
        this.#owner.gaveUp(error);
      }
    });
  }

  #tellLost(queue: SenderQueue, last: number): void {
    for (const id of queue.forgottenAbove(last)) this.#owner.told({ chatId: this.#owner.chatId, id, status: 'lost' });
  }

  #ended(sender: string, end: (queue: SenderQueue) => void): boolean {
    const queue = this.#senders.find(sender);
    if (queue === undefined) return false;
    const { acked } = queue;
    end(queue);
    this.#storage.forgetSettled(queue);
    this.#owner.changed();
    return queue.acked > acked;
  }

  #becomes(message: OutgoingMessage, status: 'stored' | 'sent'): void {
    message.status = status;
    this.#owner.changed();
    this.#owner.told({ chatId: this.#owner.chatId, id: message.id, status });
  }

  readonly #settle = (message: OutgoingMessage, outcome: DeliveryOutcome): void => {
    message.settle(outcome);
    this.#owner.ended(message);
    this.#owner.changed();
    this.#owner.told({ chatId: this.#owner.chatId, ...outcome });
  };
}
