import type { Recording } from './recording.js';
import type { TimelineEntry } from './timeline-entry.js';

export interface EntryQuery {
  /** Null for those of all chats. */
  readonly chatId: string | null;
  /** Words that an entry must all contain, whatever their case. */
  readonly text: string;
}

/** The entries of a recording that a query asks for; kept from one call to the next, so that each entry is looked at once. */
export class EntryFilter {
  readonly #nameOf: (chatId: string) => string;
  #recording: Recording | null = null;
  #query: EntryQuery = { chatId: null, text: '' };
  #matching: TimelineEntry[] = [];
  /** How many entries of the recording were looked at, those included that it has let go of. */
  #seen = 0;
  /** How many of the matching ones were let go of. */
  trimmed = 0;

  /** `nameOf`: what people call a chat; they may look for that too. */
  constructor(nameOf: (chatId: string) => string) {
    this.#nameOf = nameOf;
  }

  of(recording: Recording, query: EntryQuery): readonly TimelineEntry[] {
    const { chatId, text } = this.#query;
    if (recording !== this.#recording || query.chatId !== chatId || query.text !== text)
      this.#startOver(recording, query);
    this.#trim(recording);
    const words = query.text.toLowerCase().split(/\s+/);
    const fresh = recording.entries.slice(Math.max(0, this.#seen - recording.trimmed));
    for (const entry of fresh) {
      const { chatId } = entry.chat;
      const isAsked = query.chatId === null || chatId === query.chatId;
      const isFound = (word: string) => entry.text.includes(word) || this.#nameOf(chatId).toLowerCase().includes(word);
      if (isAsked && words.every(isFound)) this.#matching.push(entry);
    }
    this.#seen = recording.trimmed + recording.entries.length;
    return this.#matching;
  }

  #startOver(recording: Recording, query: EntryQuery): void {
    this.#recording = recording;
    this.#query = query;
    this.#matching = [];
    this.#seen = 0;
    this.trimmed = 0;
  }

  #trim({ entries }: Recording): void {
    const oldest = entries[0]?.chat.serial ?? 0;
    const kept = this.#matching.findIndex(({ chat }) => chat.serial >= oldest);
    const count = kept === -1 ? this.#matching.length : kept;
    this.#matching.splice(0, count);
    this.trimmed += count;
  }
}
