/** Calls with the newest of the values it is given, one call after the other; what came in between is passed over. */
export class LatestCall<Value> {
  readonly #call: (value: Value) => Promise<void>;
  #next: { readonly value: Value } | undefined;
  #isRunning = false;

  /** `call` does not reject. */
  constructor(call: (value: Value) => Promise<void>) {
    this.#call = call;
  }

  give(value: Value): void {
    this.#next = { value };
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    for (let next = this.#next; next !== undefined; next = this.#next) {
      this.#next = undefined;
      await this.#call(next.value);
    }
    this.#isRunning = false;
  }
}
