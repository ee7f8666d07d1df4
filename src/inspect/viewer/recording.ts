import type { InspectionFrame, InspectionRecord } from '../inspection.js';
import { type ChatMoment, entryOf, type TimelineEntry } from './timeline-entry.js';

export const NOTHING: InspectionRecord = {
  format: 'evenkeel-inspection',
  version: 1,
  chats: [],
  frames: [],
  dropped: 0,
};

/** What there is to look at: every chat as it is now, and what happened before, oldest first. */
export class Recording {
  readonly #maxEntries: number;
  #chats = new Map<string, ChatMoment>();
  #entries: TimelineEntry[] = [];
  #reportedDropped: number;
  /** Grows when a chat comes or goes. */
  chatsRevision = 0;
  /** How many entries it has let go of. */
  trimmed = 0;

  /** Keeps the latest `maxEntries` frames. */
  constructor(record: InspectionRecord, maxEntries = Number.POSITIVE_INFINITY) {
    this.#maxEntries = maxEntries;
    this.#reportedDropped = record.dropped;
    this.#append(record.frames);
    const latest = this.#chats;
    this.#chats = new Map(
      record.chats.map((chat) => {
        const entry = latest.get(chat.chatId);
        return [chat.chatId, entry?.chat.at === chat.at ? entry : { chat, previous: null, edges: [], way: null }];
      }),
    );
  }

  get chats(): ReadonlyMap<string, ChatMoment> {
    return this.#chats;
  }

  get entries(): readonly TimelineEntry[] {
    return this.#entries;
  }

  /** Frames that it does not have: the source dropped them, or this recording has let go of them. */
  get dropped(): number {
    const last = this.#entries.at(-1);
    return last === undefined ? this.#reportedDropped : last.chat.serial - this.#entries.length;
  }

  receive(frames: readonly InspectionFrame[], gone: readonly string[], dropped: number): void {
    const before = this.#chats.size;
    this.#append(frames);
    const isSmaller = gone.filter((chatId) => this.#chats.delete(chatId)).length > 0;
    if (isSmaller || this.#chats.size !== before) this.chatsRevision += 1;
    this.#reportedDropped = dropped;
  }

  /** As it is now, untouched by what comes. */
  held(): Recording {
    const copy = new Recording(NOTHING);
    copy.#chats = new Map(this.#chats);
    copy.#entries = [...this.#entries];
    copy.#reportedDropped = this.dropped;
    return copy;
  }

  /** Every chat as it was when that frame had been taken. A chat of which nothing is known until later is left out. */
  chatsAt(serial: number): Map<string, ChatMoment> {
    const then = new Map<string, ChatMoment>();
    const later = new Set<string>();
    for (const entry of this.#entries) {
      const { chatId, serial: at } = entry.chat;
      if (at <= serial) then.set(chatId, entry);
      else if (!then.has(chatId) && !later.has(chatId)) {
        if (entry.previous === null) later.add(chatId);
        else then.set(chatId, { chat: entry.previous, previous: null, edges: [], way: null });
      }
    }
    for (const [chatId, moment] of this.#chats) {
      if (!then.has(chatId) && !later.has(chatId)) then.set(chatId, moment);
    }
    return then;
  }

  toRecord(): InspectionRecord {
    return {
      format: 'evenkeel-inspection',
      version: 1,
      chats: [...this.#chats.values()].map(({ chat: { chatId, at, value, context, delays } }) => ({
        chatId,
        at,
        value,
        context,
        delays,
      })),
      frames: this.#entries.map(({ chat }) => chat),
      dropped: this.dropped,
    };
  }

  #append(frames: readonly InspectionFrame[]): void {
    for (const frame of frames) {
      const entry = entryOf(frame, this.#chats.get(frame.chatId));
      this.#chats.set(frame.chatId, entry);
      this.#entries.push(entry);
    }
    const excess = this.#entries.length - this.#maxEntries;
    if (excess <= 0) return;
    this.#entries.splice(0, excess);
    this.trimmed += excess;
  }
}
