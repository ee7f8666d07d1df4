import type { InspectedChart, InspectedChat, InspectionFrame, InspectionRecord } from '../inspection.js';
import { type ChatMoment, entryOf, type TimelineEntry } from './timeline-entry.js';

export const NOTHING: InspectionRecord = {
  format: 'evenkeel-inspection',
  version: 1,
  chats: [],
  frames: [],
  dropped: 0,
};

/** Where the charts of all chats are, by the ids of the chats. */
export type Moments = Readonly<Record<InspectedChart, ReadonlyMap<string, ChatMoment>>>;

const noMoments = () => ({ connection: new Map<string, ChatMoment>(), delivery: new Map<string, ChatMoment>() });

/** What there is to look at: every chart of every chat as it is now, and what happened before, oldest first. */
export class Recording {
  readonly #maxEntries: number;
  #moments = noMoments();
  #entries: TimelineEntry[] = [];
  #reportedDropped: number;
  /** Grows when a chart of a chat comes or goes. */
  chatsRevision = 0;
  /** How many entries it has let go of. */
  trimmed = 0;

  /** Keeps the latest `maxEntries` frames. */
  constructor(record: InspectionRecord, maxEntries = Number.POSITIVE_INFINITY) {
    this.#maxEntries = maxEntries;
    this.#reportedDropped = record.dropped;
    this.#append(record.frames);
    const latest = this.#moments;
    this.#moments = noMoments();
    for (const chat of record.chats) {
      const { chart, chatId, at } = chat;
      const entry = latest[chart].get(chatId);
      this.#moments[chart].set(chatId, entry?.chat.at === at ? entry : beginning(chat));
    }
  }

  get moments(): Moments {
    return this.#moments;
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
    const { connection, delivery } = this.#moments;
    const before = connection.size + delivery.size;
    this.#append(frames);
    const isSmaller = gone.flatMap((chatId) => [connection.delete(chatId), delivery.delete(chatId)]).includes(true);
    if (isSmaller || connection.size + delivery.size !== before) this.chatsRevision += 1;
    this.#reportedDropped = dropped;
  }

  /** As it is now, untouched by what comes. */
  held(): Recording {
    const copy = new Recording(NOTHING);
    const { connection, delivery } = this.#moments;
    copy.#moments = { connection: new Map(connection), delivery: new Map(delivery) };
    copy.#entries = [...this.#entries];
    copy.#reportedDropped = this.dropped;
    return copy;
  }

  /** Every chart as it was when that frame had been taken. One of which nothing is known until later is left out. */
  momentsAt(serial: number): Moments {
    return { connection: this.#chartAt('connection', serial), delivery: this.#chartAt('delivery', serial) };
  }

  #chartAt(chart: InspectedChart, serial: number): Map<string, ChatMoment> {
    const then = new Map<string, ChatMoment>();
    const later = new Set<string>();
    for (const entry of this.#entries) {
      if (entry.chat.chart !== chart) continue;
      const { chatId, serial: at } = entry.chat;
      if (at <= serial) then.set(chatId, entry);
      else if (!then.has(chatId) && !later.has(chatId)) {
        if (entry.previous === null) later.add(chatId);
        else then.set(chatId, beginning(entry.previous));
      }
    }
    for (const [chatId, moment] of this.#moments[chart]) {
      if (!then.has(chatId) && !later.has(chatId)) then.set(chatId, moment);
    }
    return then;
  }

  toRecord(): InspectionRecord {
    return {
      format: 'evenkeel-inspection',
      version: 1,
      chats: Object.values(this.#moments).flatMap((moments) => [...moments.values()].map(({ chat }) => bare(chat))),
      frames: this.#entries.map(({ chat }) => chat),
      dropped: this.dropped,
    };
  }

  #append(frames: readonly InspectionFrame[]): void {
    for (const frame of frames) {
      const ofChart = this.#moments[frame.chart];
      const entry = entryOf(frame, ofChart.get(frame.chatId));
      ofChart.set(frame.chatId, entry);
      this.#entries.push(entry);
    }
    const excess = this.#entries.length - this.#maxEntries;
    if (excess <= 0) return;
    this.#entries.splice(0, excess);
    this.trimmed += excess;
  }
}

/** Nothing is known of what was before. */
const beginning = (chat: InspectedChat): ChatMoment => ({ chat, previous: null, edges: [], way: null });

/** Without what a frame has beside it. */
const bare = ({ chart, chatId, at, value, context, delays }: InspectedChat): InspectedChat =>
  ({ chart, chatId, at, value, context, delays }) as InspectedChat;
