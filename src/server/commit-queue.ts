import { afterThisTurn } from './server-clock.js';
import type { DeliveryStore, Entry, Outcome } from './store.js';

/** Called once for an entry, in the order of the entries: with its outcome, or with what the store threw. It does not throw. */
export type Settle = (outcome: Outcome | undefined, error: unknown) => void;

interface Waiting {
  readonly entry: Entry;
  readonly settle: Settle;
}

/** So many entries are one transaction at most, so that no reader waits long for a synchronous store. */
const MAX_BATCH = 512;
/** After so many it is the store that fails, and no chat: each may take the store's whole timeout. */
const MAX_FAILURES_IN_A_ROW = 3;

/** Group commit: what arrives in one turn, or while the store is at work, is one transaction. */
export class CommitQueue {
  readonly #store: DeliveryStore;
  readonly #onAppended: (chats: ReadonlySet<string>) => void;
  readonly #onFailed: (error: unknown) => void;
  #waiting: Waiting[] = [];
  #isAtWork = false;
  #idle: (() => void)[] = [];

  constructor(
    store: DeliveryStore,
    onAppended: (chats: ReadonlySet<string>) => void,
    onFailed: (error: unknown) => void,
  ) {
    this.#store = store;
    this.#onAppended = onAppended;
    this.#onFailed = onFailed;
  }

  add(entry: Entry, settle: Settle): void {
    this.#waiting.push({ entry, settle });
    if (this.#isAtWork) return;
    this.#isAtWork = true;
    afterThisTurn(() => void this.#commitAll());
  }

  /** Resolves once nothing waits. */
  async idle(): Promise<void> {
    if (this.#isAtWork) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  async #commitAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, MAX_BATCH);
      this.#waiting = this.#waiting.slice(MAX_BATCH);
      await this.#commit(batch);
      // What came meanwhile from other sockets has not been read yet, if the store is synchronous.
      if (this.#waiting.length > 0) await new Promise<void>(afterThisTurn);
    }
    this.#isAtWork = false;
    const idle = this.#idle;
    this.#idle = [];
    for (const resolve of idle) resolve();
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    const failure = await this.#append(batch);
    if (failure === undefined) return;
    const isOfOneChat = new Set(batch.map(({ entry }) => entry.chat)).size === 1;
    if (isOfOneChat) fail(batch, failure.error);
    else await this.#commitApart(batch, failure.error);
  }

  /**
   * One chat's entries must not fail the others'. Whether the batch was kept is not known: numbers may come again (PS7), what was
   * published may not.
   */
  async #commitApart(batch: readonly Waiting[], error: unknown): Promise<void> {
    const ofChat = new Map<string, Waiting[]>();
    for (const waiting of batch) {
      const { chat, kind } = waiting.entry;
      if (kind === 'publication') waiting.settle(undefined, error);
      else ofChat.set(chat, [...(ofChat.get(chat) ?? []), waiting]);
    }
    let failuresInARow = 0;
    for (const part of ofChat.values()) {
      const failure = failuresInARow < MAX_FAILURES_IN_A_ROW ? await this.#append(part) : { error };
      if (failure === undefined) failuresInARow = 0;
      else {
        failuresInARow += 1;
        fail(part, failure.error);
      }
    }
    // Kept by the batch after all, for all that is known.
    this.#onAppended(new Set(batch.map(({ entry }) => entry.chat)));
  }

  /** What the store threw; then nothing is settled. */
  async #append(batch: readonly Waiting[]): Promise<{ readonly error: unknown } | undefined> {
    let outcomes: readonly Outcome[];
    try {
      outcomes = await this.#store.append(batch.map(({ entry }) => entry));
    } catch (error) {
      this.#onFailed(error);
      return { error };
    }
    const grown = new Set<string>();
    for (const [index, { entry, settle }] of batch.entries()) {
      const outcome = outcomes[index];
      if (outcome?.result === 'taken' && outcome.seq !== null) grown.add(entry.chat);
      settle(outcome, outcome === undefined ? new Error('The store has not answered this entry') : undefined);
    }
    this.#onAppended(grown);
    return undefined;
  }
}

function fail(batch: readonly Waiting[], error: unknown): void {
  for (const { settle } of batch) settle(undefined, error);
}
