import type { HelloSender } from '../domain/delivery-frames.js';
import type { OutgoingMessage } from './outgoing-message.js';
import { SenderQueue } from './sender-queue.js';

/** So many senders are named in a hello although they have nothing to send. */
const MAX_PAST = 100;

/** The senders of one chat that are this page's (PC1), those that were given first before the others. */
export class ChatSenders {
  /** The one that this page began; null until there is a message. */
  #own: SenderQueue | null = null;
  #active: readonly SenderQueue[] = [];
  /** They have nothing to send any more, but what was acknowledged of them a restored backup may lack (PC5). */
  #past: readonly SenderQueue[] = [];
  /** The sender under which messages are just being numbered again, until another page takes it over. */
  #successor: string | null = null;

  get own(): SenderQueue | null {
    return this.#own;
  }

  /** Those that have something to send, or may yet have. */
  get active(): readonly SenderQueue[] {
    return this.#active;
  }

  get past(): readonly SenderQueue[] {
    return this.#past;
  }

  get messages(): readonly OutgoingMessage[] {
    return this.#active.flatMap(({ messages }) => messages);
  }

  /** Whether one of them waits to be named in a hello. */
  get isHelloNeeded(): boolean {
    return this.#active.some(({ messages, standing }) => messages.length > 0 && standing === 'unnamed');
  }

  /** When the oldest message in flight was sent; null without one. */
  get oldestSentAt(): number | null {
    const times = this.#active.flatMap(({ oldestInFlight }) =>
      oldestInFlight === null ? [] : [oldestInFlight.sentAt],
    );
    return times.length === 0 ? null : Math.min(...times);
  }

  hello(): readonly HelloSender[] {
    return [...this.#active, ...this.#past].map((queue) => queue.hello());
  }

  find(sender: string): SenderQueue | undefined {
    return this.#active.find(({ id }) => id === sender);
  }

  /** The one for what is given from now on. */
  begin(id: string): SenderQueue {
    const queue = new SenderQueue(id);
    this.#own = queue;
    this.#active = [...this.#active, queue];
    return queue;
  }

  /** What was given to another page goes before. */
  adopt(queue: SenderQueue): void {
    this.#active = [queue, ...this.#active];
  }

  /** Those that another page has now. Returns their messages. */
  drop(senders: readonly string[]): readonly OutgoingMessage[] {
    const isGone = ({ id }: SenderQueue) => senders.includes(id);
    const gone = this.#active.filter(isGone);
    this.#active = this.#active.filter((queue) => !isGone(queue));
    if (this.#own !== null && isGone(this.#own)) this.#own = null;
    if (this.#successor !== null && senders.includes(this.#successor)) this.#successor = null;
    return gone.flatMap(({ messages }) => messages);
  }

  /** What was in flight is known again from the next welcome. */
  disconnected(): void {
    // Until now their events might have come, which are known by their numbers.
    const isPast = (queue: SenderQueue) => queue !== this.#own && queue.messages.length === 0;
    this.#remember(this.#active.filter(isPast));
    this.#active = this.#active.filter((queue) => !isPast(queue));
    for (const queue of this.#active) queue.disconnected();
  }

  /** The messages of a sender are numbered again under this one from now on. */
  renewing(successor: string): void {
    this.#successor = successor;
  }

  /** They are. Returns whether the successor is still this page's. */
  renewed(queue: SenderQueue, successor: SenderQueue): boolean {
    this.#active = this.#active.map((one) => (one === queue ? successor : one));
    if (this.#own === queue) this.#own = successor;
    queue.release();
    this.#remember([queue]);
    return this.#successor !== null;
  }

  #remember(queues: readonly SenderQueue[]): void {
    this.#past = [...this.#past, ...queues].filter(({ remembers }) => remembers).slice(-MAX_PAST);
  }
}
