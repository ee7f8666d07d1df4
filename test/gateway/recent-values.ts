interface RecentValuesOptions {
  /** How long each is remembered at least, unless there are too many. */
  readonly lifetimeMs: number;
  /** How many are remembered at least; twice as many are the most. Default: no limit. */
  readonly minSize?: number;
  readonly now?: () => number;
}

/** Values by their keys, the latest; setting and getting one costs the same, however many there are. */
export class RecentValues<Value> {
  readonly #lifetimeMs: number;
  readonly #minSize: number;
  readonly #now: () => number;
  #newer = new Map<string, Value>();
  #older = new Map<string, Value>();
  #turnsAt = 0;

  constructor({ lifetimeMs, minSize = Number.POSITIVE_INFINITY, now = Date.now }: RecentValuesOptions) {
    this.#lifetimeMs = lifetimeMs;
    this.#minSize = minSize;
    this.#now = now;
  }

  get size(): number {
    return this.#newer.size + this.#older.size;
  }

  get(key: string): Value | undefined {
    return this.#newer.get(key) ?? this.#older.get(key);
  }

  set(key: string, value: Value): void {
    this.delete(key);
    const now = this.#now();
    if (now >= this.#turnsAt || this.#newer.size >= this.#minSize) {
      // All at once: who looks for those that are too old looks at the others as well.
      this.#older = this.#newer;
      this.#newer = new Map();
      this.#turnsAt = now + this.#lifetimeMs;
    }
    this.#newer.set(key, value);
  }

  delete(key: string): void {
    this.#newer.delete(key);
    this.#older.delete(key);
  }

  clear(): void {
    this.#newer.clear();
    this.#older.clear();
  }
}
