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
  #isBusy = false;
  #running: Promise<void> = Promise.resolve();

  constructor(commit: Commit, failed: (error: unknown) => void) {
    this.#commit = commit;
    this.#failed = failed;
  }

  add(event: DeliveredEvent): void {
    this.#waiting.push(event);
    if (!this.#isBusy) this.#running = this.#run();
  }

  /** Resolves when nothing is being stored. */
  settled(): Promise<void> {
    return this.#running;
  }

  /** Lets go of what is not stored. */
  forget(): void {
    this.#waiting = [];
  }

  async #run(): Promise<void> {
    this.#isBusy = true;
    // Events of the same turn go together.
    await null;
    while (this.#waiting.length > 0) {
      const events = this.#waiting;
      const last = events.at(-1);
      if (last === undefined) break;
      this.#waiting = [];
      try {
        await this.#commit(events, { epoch: last.epoch, seq: last.seq, tag: last.tag });
      } catch (error) {
        this.#waiting = [...events, ...this.#waiting];
        this.#failed(error);
        break;
      }
    }
    this.#isBusy = false;
  }
}
