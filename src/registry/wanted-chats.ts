import type { LiveChat } from '../chat/live-chat.js';

/** What `WantedChats` needs from the registry. */
export interface WantedChatsOwner {
  readonly maxLingering: number;
  chat(chatId: string): LiveChat | undefined;
  /** Runs `fn` in a microtask, in a batch. */
  settleLater(fn: () => void): void;
}

/** Which chats are wanted, which are leaving, and which linger (SE4). */
export class WantedChats {
  readonly #owner: WantedChatsOwner;
  /** The chats that are held, or were held when the last microtask ran. */
  readonly #wanted = new Set<string>();
  /** Released, but not yet settled. */
  readonly #leaving = new Set<string>();
  /** The chat that was released first comes first. */
  readonly #lingering = new Set<string>();

  constructor(owner: WantedChatsOwner) {
    this.#owner = owner;
  }

  /** Whether no chat is wanted or lingers. */
  get isEmpty(): boolean {
    return this.#wanted.size === 0 && this.#lingering.size === 0;
  }

  [Symbol.iterator](): Iterator<string> {
    return this.#wanted.values();
  }

  has(chatId: string): boolean {
    return this.#wanted.has(chatId);
  }

  /** Whether the chat is wanted or lingers. */
  isInUse(chatId: string): boolean {
    return this.#wanted.has(chatId) || this.#lingering.has(chatId);
  }

  want(chatId: string): void {
    this.#leaving.delete(chatId);
    this.#lingering.delete(chatId);
    this.#wanted.add(chatId);
  }

  /** Nobody holds the chat any more. It is released unless somebody holds it again by the next microtask. */
  letGo(chatId: string): void {
    if (this.#leaving.size === 0) this.#owner.settleLater(() => this.#settle());
    this.#leaving.add(chatId);
  }

  /** Its connection is no longer open. */
  endLingering(chatId: string): void {
    this.#lingering.delete(chatId);
  }

  clear(): void {
    this.#wanted.clear();
  }

  #settle(): void {
    const leaving = [...this.#leaving];
    this.#leaving.clear();
    for (const chatId of leaving) {
      this.#wanted.delete(chatId);
      if (this.#owner.chat(chatId)?.state === 'open') this.#lingering.add(chatId);
    }
    // User code called in the meantime may want them again.
    for (const chatId of leaving) if (!this.#wanted.has(chatId)) this.#owner.chat(chatId)?.release();
    for (const chatId of this.#lingering) {
      if (this.#lingering.size <= this.#owner.maxLingering) break;
      this.#owner.chat(chatId)?.tell({ type: 'chat.evict' });
    }
  }
}
