/** What was started and must end, whatever fails. */
export class Endings {
  readonly #all: (() => Promise<unknown>)[] = [];

  add(end: () => Promise<unknown>): void {
    this.#all.push(end);
  }

  /** Ends all, the last first, each once. Rejects with the first that could not. */
  async end(): Promise<void> {
    const failures: unknown[] = [];
    for (const end of this.#all.splice(0).reverse()) await end().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }
}
