/**
 * A turn is all that the library does in answer to one call, timer, socket event or page signal. User callbacks run when
 * it is over: they find every chart settled, may call back into the library, and may throw (ME2).
 */
export class Turn {
  #depth = 0;
  #isSettling = false;
  #afterwards: (() => void)[] = [];

  run<Result>(fn: () => Result): Result {
    this.#depth += 1;
    try {
      return fn();
    } finally {
      this.#depth -= 1;
      if (!this.#isSettling) this.settle();
    }
  }

  /** Runs `callback` at the end of this turn, or of the next one. */
  afterwards(callback: () => void): void {
    this.#afterwards.push(callback);
  }

  /** Runs what waits, unless a turn is under way. */
  settle(): void {
    if (this.#depth > 0) return;
    const isOutermost = !this.#isSettling;
    this.#isSettling = true;
    for (let callback = this.#afterwards.shift(); callback !== undefined; callback = this.#afterwards.shift()) {
      attemptCall(callback);
    }
    if (isOutermost) this.#isSettling = false;
  }
}

/** Calls user code; what it throws is reported as an uncaught error would be, and goes no further. */
export function attemptCall(fn: () => void): void;
export function attemptCall<Argument>(fn: (argument: Argument) => void, argument: Argument): void;
export function attemptCall(fn: (argument?: unknown) => void, argument?: unknown): void {
  try {
    fn(argument);
  } catch (error) {
    reportThrown(error);
  }
}

/** As the platform reports uncaught errors: `reportError` in a page, an uncaught exception elsewhere. */
export const reportThrown = (error: unknown): void => {
  const { reportError } = globalThis as { reportError?: (error: unknown) => void };
  if (reportError) reportError(error);
  else
    queueMicrotask(() => {
      throw error;
    });
};
