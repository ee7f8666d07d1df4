/** The latest values, up to a fixed number; adding one more drops the oldest, in constant time. */
export class Ring<Value> {
  readonly #capacity: number;
  readonly #values: Value[] = [];
  /** Where the oldest is, once the ring is full. */
  #start = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(value: Value): void {
    if (this.#values.length < this.#capacity) {
      this.#values.push(value);
    } else {
      this.#values[this.#start] = value;
      this.#start = (this.#start + 1) % this.#capacity;
    }
  }

  /** The latest `count`, or as many as there are, oldest first. */
  latest(count: number): Value[] {
    const { length } = this.#values;
    const first = this.#start + Math.max(0, length - count);
    return Array.from(
      { length: Math.min(count, length) },
      (_, index) => this.#values[(first + index) % length] as Value,
    );
  }

  clear(): void {
    this.#values.length = 0;
    this.#start = 0;
  }
}
