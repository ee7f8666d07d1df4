interface Due {
  readonly at: number;
}

/** What is due at times, the earliest first, and of those due at once the one that came first: quick with very many. */
export class TimerHeap<Timer extends Due> {
  #heap: { readonly timer: Timer; readonly at: number; readonly order: number }[] = [];
  #order = 0;

  push(timer: Timer): void {
    const heap = this.#heap;
    const entry = { timer, at: timer.at, order: this.#order++ };
    let at = heap.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(entry, heap[above])) break;
      heap[at] = heap[above] as typeof entry;
      at = above;
    }
    heap[at] = entry;
  }

  /** Takes out the first, if it is due by then. */
  takeDue(time: number): Timer | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined || first.at > time) return undefined;
    const last = heap.pop() as typeof first;
    const { length } = heap;
    let at = 0;
    for (let below = 1; below < length; below = 2 * at + 1) {
      if (below + 1 < length && isBefore(heap[below + 1], heap[below])) below += 1;
      if (!isBefore(heap[below], last)) break;
      heap[at] = heap[below] as typeof first;
      at = below;
    }
    if (length > 0) heap[at] = last;
    // An array that was long keeps the room that it took.
    else this.#heap = [];
    return first.timer;
  }

  toArray(): readonly Timer[] {
    return this.#heap.map(({ timer }) => timer);
  }
}

interface Placed {
  readonly at: number;
  readonly order: number;
}

const isBefore = (one: Placed | undefined, other: Placed | undefined): boolean =>
  one !== undefined && other !== undefined && (one.at < other.at || (one.at === other.at && one.order < other.order));
