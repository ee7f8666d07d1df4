interface Selection {
  readonly chatId: string;
  /** How many `select` calls that made or repeated the selection are not yet released. */
  holders: number;
}

/** Who wants which chats: the one selection, and the retained chats with their holders (SE3). */
export class References {
  #selection: Selection | null = null;
  readonly #retained = new Map<string, number>();

  get selected(): string | null {
    return this.#selection?.chatId ?? null;
  }

  has(chatId: string): boolean {
    return this.selected === chatId || this.#retained.has(chatId);
  }

  /** Selects the chat, or repeats its selection. Calls `ended` if releasing this call ends the selection. */
  select(chatId: string, ended: () => void): () => void {
    const selection = this.#selection?.chatId === chatId ? this.#selection : { chatId, holders: 0 };
    this.#selection = selection;
    selection.holders += 1;
    return once(() => {
      selection.holders -= 1;
      if (selection.holders > 0 || this.#selection !== selection) return;
      this.#selection = null;
      ended();
    });
  }

  deselect(): void {
    this.#selection = null;
  }

  clear(): void {
    this.deselect();
    this.#retained.clear();
  }

  retain(chatId: string, released: () => void): () => void {
    this.#retained.set(chatId, (this.#retained.get(chatId) ?? 0) + 1);
    return once(() => {
      const holders = (this.#retained.get(chatId) ?? 0) - 1;
      if (holders > 0) this.#retained.set(chatId, holders);
      else this.#retained.delete(chatId);
      released();
    });
  }
}

const once = (fn: () => void) => {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    fn();
  };
};
