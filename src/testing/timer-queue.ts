/** One timer that has been set and has neither run nor been cleared. */
export interface QueuedTimer {
  readonly id: number;
  readonly at: number;
  readonly delayMs: number;
  readonly run: () => void;
}

/** Timers in the order in which they are due: by time, then by the order in which they were set. */
export class TimerQueue {
  readonly #timers: QueuedTimer[] = [];
  readonly #dueAt = new Map<unknown, number>();

  add(timer: QueuedTimer): void {
    this.#timers.splice(this.#indexOf(timer.at, timer.id), 0, timer);
    this.#dueAt.set(timer.id, timer.at);
  }

  remove(id: unknown): void {
    const at = this.#dueAt.get(id);
    if (at === undefined) return;
    this.#timers.splice(this.#indexOf(at, id as number), 1);
    this.#dueAt.delete(id);
  }

  /** Removes and returns the first timer that is due at `time` or before. */
  takeDue(time: number): QueuedTimer | undefined {
    const first = this.#timers[0];
    if (first === undefined || first.at > time) return undefined;
    this.#timers.shift();
    this.#dueAt.delete(first.id);
    return first;
  }

  toArray(): readonly QueuedTimer[] {
    return [...this.#timers];
  }

  /** The index where the timer with this time and id is, or belongs. */
  #indexOf(at: number, id: number): number {
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const timer = this.#timers[middle];
      if (timer !== undefined && (timer.at < at || (timer.at === at && timer.id < id))) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
