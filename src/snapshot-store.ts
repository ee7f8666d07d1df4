import { PersistentMap } from './domain/persistent-map.js';
import type { ConnectionSnapshot } from './snapshot.js';

/** What is true of all chats: the same object until something changes. */
export interface ChatConnectionsSnapshot {
  /** The id of the active chat, if there is one. */
  readonly selected: string | null;
  /** Whether the selected chat's connection is open. */
  readonly connected: boolean;
  /**
   * The chats in use (wanted, or not idle), in the order in which they came into use. It reads as a `Map` does and never
   * changes; `new Map(chats)` is one.
   */
  readonly chats: ReadonlyMap<string, ConnectionSnapshot>;
}

/** The snapshot of all chats. It costs what has changed since it was last read, however many chats there are. */
export class SnapshotStore {
  readonly #holds: { readonly selected: string | null };
  readonly #snapshotInUse: (chatId: string) => ConnectionSnapshot | null;
  readonly #changed = new Set<string>();
  #chats = new PersistentMap<ConnectionSnapshot>();
  #snapshot: ChatConnectionsSnapshot = { selected: null, connected: false, chats: this.#chats };

  /** `snapshotInUse`: of a chat that is in use, else null. */
  constructor(
    holds: { readonly selected: string | null },
    snapshotInUse: (chatId: string) => ConnectionSnapshot | null,
  ) {
    this.#holds = holds;
    this.#snapshotInUse = snapshotInUse;
  }

  /** The chat is not in use: if it comes back, it comes last. */
  drop(chatId: string): void {
    this.#chats = this.#chats.with(chatId, null);
  }

  /** Something about the chat may have changed. */
  note(chatId: string): void {
    this.#changed.add(chatId);
  }

  /** No chat is in use any more. */
  clear(): void {
    this.#changed.clear();
    this.#chats = new PersistentMap();
  }

  get(): ChatConnectionsSnapshot {
    const { selected } = this.#holds;
    for (const chatId of this.#changed) this.#chats = this.#chats.with(chatId, this.#snapshotInUse(chatId));
    this.#changed.clear();
    const chats = this.#chats;
    if (this.#snapshot.chats !== chats || this.#snapshot.selected !== selected) {
      this.#snapshot = { selected, connected: (selected && chats.get(selected)?.connected) === true, chats };
    }
    return this.#snapshot;
  }
}
