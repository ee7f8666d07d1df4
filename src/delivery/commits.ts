import type { DeliveryEventMap } from '../contract/delivery.js';
import type { Cursor } from '../domain/delivery-frames.js';

type DeliveredEvent = DeliveryEventMap['message'];

/** Stores events and the cursor after them together, in the application's own storage. */
export type Commit = (events: readonly DeliveredEvent[], cursor: Cursor) => unknown;

/** The events of one chat that the application has yet to store: those that come meanwhile go together, and none is left out. */
export class Commits {
  readonly #commit: Commit;
  readonly #failed: (error: unknown) => void;
  #waiting: DeliveredEvent[] = [];
  /** Null while nothing is being stored. */
  #running: Promise<void> | null = null;

  constructor(commit: Commit, failed: (error: unknown) => void) {
    this.#commit = commit;
    this.#failed = failed;
  }

  add(event: DeliveredEvent): void {
    this.#waiting.push(event);
    this.#running ??= this.#run();
  }

  /** Resolves when nothing is being stored. */
  async settled(): Promise<void> {
    await this.#running;
  }

  /** Lets go of what is not stored. */
  forget(): void {
    this.#waiting = [];
  }

  async #run(): Promise<void> {
    // Events of the same turn go together.
    await null;
    for (let last = this.#waiting.at(-1); last !== undefined; last = this.#waiting.at(-1)) {
      const events = this.#waiting;
      this.#waiting = [];
      try {
        await this.#commit(events, { epoch: last.epoch, seq: last.seq, tag: last.tag });
      } catch (error) {
        this.#waiting = [...events, ...this.#waiting];
        this.#failed(error);
        break;
      }
    }
    this.#running = null;
  }
}
