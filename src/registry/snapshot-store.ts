import type { ChatConnectionsSnapshot } from '../contract/chat-connections.js';
import type { ConnectionSnapshot } from '../contract/snapshot.js';
import { PersistentMap } from '../domain/persistent-map.js';

/** The snapshot of all chats. The cost depends on what has changed since it was last read, not on the number of chats. */
export class SnapshotStore {
  readonly #references: { readonly selected: string | null };
  readonly #snapshotInUse: (chatId: string) => ConnectionSnapshot | null;
  readonly #changed = new Set<string>();
  #chats = new PersistentMap<ConnectionSnapshot>();
  #snapshot: ChatConnectionsSnapshot = { selected: null, connected: false, chats: this.#chats };

  /** `snapshotInUse` returns the snapshot of a chat that is in use, else null. */
  constructor(
    references: { readonly selected: string | null },
    snapshotInUse: (chatId: string) => ConnectionSnapshot | null,
  ) {
    this.#references = references;
    this.#snapshotInUse = snapshotInUse;
  }

  /** The chat is not in use any more: if it returns, it comes last. */
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
    const { selected } = this.#references;
    for (const chatId of this.#changed) this.#chats = this.#chats.with(chatId, this.#snapshotInUse(chatId));
    this.#changed.clear();
    const chats = this.#chats;
    if (this.#snapshot.chats !== chats || this.#snapshot.selected !== selected) {
      this.#snapshot = { selected, connected: (selected && chats.get(selected)?.connected) === true, chats };
    }
    return this.#snapshot;
  }
}
