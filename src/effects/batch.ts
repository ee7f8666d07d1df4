import { attemptCall } from './attempt-call.js';

/** Functions to run later, first in, first out. A linked list: taking from the front of a long array moves the rest. */
class Tasks {
  #first: Task | null = null;
  #last: Task | null = null;

  add(fn: () => void): void {
    const task: Task = { fn, next: null };
    if (this.#last === null) this.#first = task;
    else this.#last.next = task;
    this.#last = task;
  }

  /** Runs all of them, including those added during the run. */
  run(): void {
    while (this.#first !== null) {
      const { fn, next } = this.#first;
      this.#first = next;
      if (next === null) this.#last = null;
      attemptCall(fn);
    }
  }
}

interface Task {
  readonly fn: () => void;
  next: Task | null;
}

/**
 * A batch is everything that the library does in response to one call, timer, socket event or page signal. User callbacks
 * run when it is over: then every chart has settled, so they may call back into the library, and may throw (ME2).
 */
export class Batch {
  #depth = 0;
  #isSettling = false;
  readonly #next = new Tasks();
  readonly #afterwards = new Tasks();

  run<Result>(fn: () => Result): Result {
    this.#depth += 1;
    try {
      return fn();
    } finally {
      if (this.#depth === 1) this.#next.run();
      this.#depth -= 1;
      if (!this.#isSettling) this.settle();
    }
  }

  /**
   * Within a batch: runs `fn` after the current step. Requests from user code that runs during a step (such as a function of
   * the options) therefore never come between its parts or before them.
   */
  next(fn: () => void): void {
    this.#next.add(fn);
  }

  /** Runs `callback` at the end of this batch, or of the next one. */
  afterwards(callback: () => void): void {
    this.#afterwards.add(callback);
  }

  /** Runs what is waiting, unless a batch is running. */
  settle(): void {
    if (this.#depth > 0) return;
    const isOutermost = !this.#isSettling;
    this.#isSettling = true;
    this.#afterwards.run();
    if (isOutermost) this.#isSettling = false;
  }
}
