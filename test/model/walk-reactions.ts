import { AMID, type Reaction, type Settings } from './random-settings.js';
import { CHATS, type ChatName, type PageAct, type Wish } from './random-steps.js';

export interface ReactionsOwner {
  readonly settings: Settings;
  readonly page: { goesThrough(signal: PageAct['signal'], isRaw: boolean): void };
  /** The walk is healing: the page stays well. */
  readonly answersAtOnce: boolean;
  budget(chat: ChatName): { mayDiffer(): void };
  wish(wish: Wish): void;
}

const MAX_REACTIONS = 3;

/** User code that answers back: what it does when something happens, or is asked of it. */
export class Reactions {
  readonly #owner: ReactionsOwner;
  readonly #calls = new Map<Reaction, number>();
  #hasBegun = false;
  #amid = 0;
  #wishes = 0;

  constructor(owner: ReactionsOwner) {
    this.#owner = owner;
  }

  /** Whether the library was in the midst of something when it called, so that what is asked of it now comes a little later. */
  get isAmid(): boolean {
    return this.#amid > 0;
  }

  /** The world is complete: from here on there are reactions. */
  begin(): void {
    this.#hasBegun = true;
  }

  /** Runs a wish of the walk's own. */
  readonly wishing = (fn: () => void): void => {
    this.#wishes += 1;
    fn();
    this.#wishes -= 1;
  };

  readonly react = (on: Reaction['on']): void => {
    // A wish reads the clock before it is noted: which of the two is the later then, the rules leave open.
    if (!this.#hasBegun || (on === 'clock' && this.#wishes > 0)) return;
    for (const reaction of this.#owner.settings.reactions) {
      if (reaction.on !== on) continue;
      const calls = (this.#calls.get(reaction) ?? 0) + 1;
      this.#calls.set(reaction, calls);
      if (calls > reaction.after && calls <= reaction.after + MAX_REACTIONS) this.#do(reaction);
    }
  };

  #do({ on, does }: Reaction): void {
    if (does.does === 'page' && this.#owner.answersAtOnce) return;
    const isAmid = AMID.some((occasion) => occasion === on);
    if (isAmid) this.#amid += 1;
    if (does.does === 'page') {
      // Records of this batch are still to come, from before the page changed.
      for (const chat of CHATS) this.#owner.budget(chat).mayDiffer();
      this.#owner.page.goesThrough(does.signal, does.isRaw);
    } else this.#owner.wish(does);
    if (isAmid) this.#amid -= 1;
  }
}
