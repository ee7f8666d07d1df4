import type { OpenOutbox } from '../contract/delivery.js';
import type { SenderQueue } from './sender-queue.js';

/** What the messages of one chat have in storage: changes in turn, and what is settled forgotten in its own time. */
export class ChatStorage {
  readonly #failed: (error: unknown) => void;
  readonly #written: () => void;
  #outbox: OpenOutbox | null = null;
  /** Done when what was asked is. */
  #turn: Promise<void> = Promise.resolve();
  /** Of which messages are just being forgotten. */
  readonly #forgetting = new Set<SenderQueue>();

  /** `failed` is told of what could not be done, `written` after each change. */
  constructor(failed: (error: unknown) => void, written: () => void) {
    this.#failed = failed;
    this.#written = written;
  }

  get isOpen(): boolean {
    return this.#outbox !== null;
  }

  /** Until it is called nothing is written. */
  open(outbox: OpenOutbox): void {
    this.#outbox = outbox;
  }

  /** From now on nothing more is written. */
  close(): void {
    this.#outbox = null;
  }

  /** In turn: numbers are given in the order of messages, whatever is numbered again meanwhile. */
  write(change: (outbox: OpenOutbox) => Promise<void>): void {
    const outbox = this.#outbox;
    if (outbox === null) return;
    this.#turn = this.#turn
      .then(() => change(outbox))
      .then(this.#written)
      .catch(this.#failed);
  }

  /** Forgets what is settled of a sender, several messages at once: the next welcome would settle them again. */
  forgetSettled(queue: SenderQueue): void {
    if (this.#outbox !== null && !this.#forgetting.has(queue)) void this.#forget(queue, this.#outbox);
  }

  /** Resolves once it is certain which senders are this page's: another may have taken some over while this one was frozen. */
  async confirm(queues: readonly SenderQueue[]): Promise<void> {
    const outbox = this.#outbox;
    if (outbox !== null) await Promise.allSettled(queues.map((queue) => this.settle(queue, outbox)));
  }

  /** Stores what is settled of a sender now. */
  async settle(queue: SenderQueue, outbox: OpenOutbox): Promise<void> {
    const { id, acked } = queue;
    await outbox.settle(id, acked);
    queue.noteStored(acked);
  }

  async #forget(queue: SenderQueue, outbox: OpenOutbox): Promise<void> {
    this.#forgetting.add(queue);
    try {
      for (let forgotten = -1; forgotten < queue.acked; ) {
        forgotten = queue.acked;
        await this.settle(queue, outbox);
      }
    } catch (error) {
      this.#failed(error);
    }
    this.#forgetting.delete(queue);
  }
}
