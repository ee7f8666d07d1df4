import type { LiveChat } from '../chat/live-chat.js';

/** What the chats that are wanted need of the registry. */
export interface WantedChatsOwner {
  readonly maxLingering: number;
  chat(chatId: string): LiveChat | undefined;
  /** Runs `fn` in a microtask, in a batch. */
  settleLater(fn: () => void): void;
}

/** Which chats are wanted, which leave, and which linger (SE4). */
export class WantedChats {
  readonly #owner: WantedChatsOwner;
  /** The chats that are held, or were when the last microtask ran. */
  readonly #wanted = new Set<string>();
  /** Released, but not yet settled. */
  readonly #leaving = new Set<string>();
  /** The longest-released first. */
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

  /** Whether it is wanted, or lingers. */
  isInUse(chatId: string): boolean {
    return this.#wanted.has(chatId) || this.#lingering.has(chatId);
  }

  want(chatId: string): void {
    this.#leaving.delete(chatId);
    this.#lingering.delete(chatId);
    this.#wanted.add(chatId);
  }

  /** Nobody holds it any more: unless somebody does again by the next microtask, it is released. */
  letGo(chatId: string): void {
    if (this.#leaving.size === 0) this.#owner.settleLater(() => this.#settle());
    this.#leaving.add(chatId);
  }

  /** Its connection is open no longer. */
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
    // Who is called meanwhile may want them again.
    for (const chatId of leaving) if (!this.#wanted.has(chatId)) this.#owner.chat(chatId)?.release();
    for (const chatId of this.#lingering) {
      if (this.#lingering.size <= this.#owner.maxLingering) break;
      this.#owner.chat(chatId)?.tell({ type: 'chat.evict' });
    }
  }
}
