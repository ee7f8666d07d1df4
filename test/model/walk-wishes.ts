import type { ChatConnections, ConnectionSnapshot } from '../../src/index.js';
import type { ChatName } from './random-steps.js';

interface Selection {
  readonly chat: ChatName;
  holders: number;
}

/** A selection that waits for its burst to settle (SE7). */
interface Burst {
  readonly chat: ChatName;
  readonly settlesAt: number;
  /** Whether the chat may have been told already: it was selected in the midst of that. */
  readonly isUnsure: boolean;
}

export interface WishesOwner {
  readonly chats: ChatConnections;
  readonly claims: { readonly burstMs: number };
  readonly clock: { now(): number };
  at(chat: ChatName): ConnectionSnapshot;
  readonly reactions: { readonly isAmid: boolean };
}

/**
 * Who wants which chats by the rules alone (SE3, SE7): told of every wish before the library is, since user code may
 * run inside its calls.
 */
export class ExpectedWishes {
  readonly #owner: WishesOwner;
  readonly #retained = new Map<ChatName, number>();
  readonly #releases: (() => void)[] = [];
  #selection: Selection | null = null;
  #burst: Burst | null = null;
  #lastSelectionAt = Number.NEGATIVE_INFINITY;

  constructor(owner: WishesOwner) {
    this.#owner = owner;
  }

  get selected(): ChatName | null {
    return this.#selection?.chat ?? null;
  }

  has(chat: ChatName): boolean {
    return this.selected === chat || this.#retained.has(chat);
  }

  /** Whether this chat may be wanted and idle: its burst has not settled. */
  awaitsBurst(chat: ChatName): 'no' | 'maybe' | 'yes' {
    if (this.#burst?.chat !== chat || this.#owner.clock.now() >= this.#burst.settlesAt) return 'no';
    return this.#burst.isUnsure ? 'maybe' : 'yes';
  }

  select(chat: ChatName): void {
    const { chats, claims, clock, reactions } = this.#owner;
    const { burstMs } = claims;
    const now = clock.now();
    if (this.selected !== chat) {
      const isWithin = now - this.#lastSelectionAt < burstMs;
      this.#lastSelectionAt = now;
      const isDelayed = isWithin && (reactions.isAmid || this.#owner.at(chat).state === 'idle');
      this.#burst = isDelayed ? { chat, settlesAt: now + burstMs, isUnsure: reactions.isAmid } : null;
      this.#selection = { chat, holders: 0 };
    }
    const selection = this.#selection as Selection;
    selection.holders += 1;
    this.#add(chats.select(chat), () => {
      selection.holders -= 1;
      if (selection.holders === 0 && this.#selection === selection) this.#endSelection();
    });
  }

  deselect(): void {
    if (this.#selection !== null) this.#endSelection();
    this.#owner.chats.select(null);
  }

  retain(chat: ChatName): void {
    this.#retained.set(chat, (this.#retained.get(chat) ?? 0) + 1);
    if (this.#burst?.chat === chat) this.#burst = null;
    this.#add(this.#owner.chats.retain(chat), () => {
      const holders = (this.#retained.get(chat) ?? 0) - 1;
      if (holders > 0) this.#retained.set(chat, holders);
      else this.#retained.delete(chat);
    });
  }

  /** Calls a release that was returned, the first time or once more. */
  release(which: number): void {
    const { length } = this.#releases;
    if (length > 0) this.#releases[length - 1 - (which % length)]?.();
  }

  letGoOfAll(): void {
    for (const release of this.#releases) release();
    this.deselect();
  }

  #endSelection(): void {
    this.#selection = null;
    this.#burst = null;
  }

  #add(library: () => void, forget: () => void): void {
    let isReleased = false;
    this.#releases.push(() => {
      if (!isReleased) forget();
      isReleased = true;
      library();
    });
  }
}
