import type { InspectedChart, InspectionMessage, InspectionRecord } from '../inspection.js';
import { EntryFilter } from './entry-filter.js';
import { parseRecord } from './parse-record.js';
import { type Moments, NOTHING, Recording } from './recording.js';
import { stateName } from './state-names.js';
import type { ChatMoment, TimelineEntry } from './timeline-entry.js';

/** How many frames a viewer keeps. */
export const MAX_ENTRIES = 5_000;

export interface ViewerModelOptions {
  /** The chat that is selected from the start; default the first that there is. */
  readonly chatId?: string | undefined;
  /** What people call a chat. Default: its id. */
  readonly nameOf?: ((chatId: string) => string) | undefined;
  /** Called after every change, a message included; once for each. */
  readonly onChange: () => void;
  /** The wall clock of what is watched, in milliseconds since 1970. Default `Date.now`. */
  readonly wallNow?: () => number;
  /** Default `MAX_ENTRIES`. */
  readonly maxEntries?: number;
}

/** What is to be seen. Its lists are the model's own, and true until its next change. */
export interface ViewerView {
  /** `live`: as it happens; `paused`: as it was then; `file`: a record that was opened. */
  readonly mode: 'live' | 'paused' | 'file';
  readonly fileName: string | null;
  /** Why the last file could not be opened. */
  readonly problem: string | null;
  readonly chatSearch: string;
  /** Those that the search finds, in order of their ids: each where its connection is, or, without one, its delivery. */
  readonly chats: readonly ChatMoment[];
  readonly chatCount: number;
  readonly selected: string | null;
  readonly nameOf: (chatId: string) => string;
  /** The chart that is looked at. */
  readonly chart: InspectedChart;
  /** The charts of the selected chat at the time that is looked at; null if one is not there. */
  readonly moments: Readonly<Record<InspectedChart, ChatMoment | null>>;
  /** That of the chart that is looked at. */
  readonly moment: ChatMoment | null;
  readonly text: string;
  readonly isOfAllChats: boolean;
  /** Whether any chat has a delivery. */
  readonly hasDelivery: boolean;
  /** Those of the timeline, filtered, oldest first. */
  readonly entries: readonly TimelineEntry[];
  /** How many of them went, to make room, since the list was another one. */
  readonly trimmed: number;
  /** The frame that was stepped to. */
  readonly cursor: TimelineEntry | null;
  /** The instant that is looked at, on the wall clock; null for the present. */
  readonly asOf: number | null;
  /** Frames that came since it was paused. */
  readonly unseen: number;
  readonly dropped: number;
}

/** What a viewer shows, and what its controls do. Knows no document. */
export class ViewerModel {
  readonly #onChange: () => void;
  /** What people call a chat. */
  readonly nameOf: (chatId: string) => string;
  readonly #wallNow: () => number;
  readonly #maxEntries: number;
  readonly #filter: EntryFilter;
  #chart: InspectedChart = 'connection';
  #live: Recording;
  /** What is looked at instead of the present. */
  #held: { readonly recording: Recording; readonly at: number; readonly fileName: string | null } | null = null;
  #cursor: TimelineEntry | null = null;
  #then: { readonly cursor: TimelineEntry; readonly moments: Moments } | null = null;
  #unseen = 0;
  #selected: string | null;
  #chatSearch = '';
  #text = '';
  #isOfAllChats = false;
  #problem: string | null = null;
  #sortedIds: { readonly of: unknown; readonly revision: number; readonly ids: readonly string[] } | null = null;

  constructor({
    chatId,
    nameOf = (id) => id,
    onChange,
    wallNow = Date.now,
    maxEntries = MAX_ENTRIES,
  }: ViewerModelOptions) {
    this.#onChange = onChange;
    this.nameOf = nameOf;
    this.#filter = new EntryFilter(nameOf);
    this.#wallNow = wallNow;
    this.#maxEntries = maxEntries;
    this.#selected = chatId ?? null;
    this.#live = new Recording(NOTHING, maxEntries);
  }

  receive(message: InspectionMessage): void {
    if (message.type === 'record') this.#live = new Recording(message.record, this.#maxEntries);
    else this.#live.receive(message.frames, message.gone, message.dropped);
    this.#selected ??= this.#idsOf(this.#live.moments)[0] ?? null;
    if (this.#held !== null && message.type === 'frames') this.#unseen += message.frames.length;
    this.#onChange();
  }

  view(): ViewerView {
    const recording = this.#recording();
    const all = this.#moments();
    const selected = this.#selected ?? '';
    const moments = { connection: all.connection.get(selected) ?? null, delivery: all.delivery.get(selected) ?? null };
    // A chat without a delivery has one chart.
    const chart = moments.delivery === null ? 'connection' : this.#chart;
    const query = { chatId: this.#isOfAllChats ? null : this.#selected, text: this.#text };
    const entries = this.#filter.of(recording, query);
    return {
      mode: this.#held === null ? 'live' : this.#held.fileName === null ? 'paused' : 'file',
      fileName: this.#held?.fileName ?? null,
      problem: this.#problem,
      chatSearch: this.#chatSearch,
      chats: this.#foundIn(all),
      chatCount: this.#idsOf(all).length,
      selected: this.#selected,
      nameOf: this.nameOf,
      chart,
      moments,
      moment: moments[chart],
      text: this.#text,
      isOfAllChats: this.#isOfAllChats,
      hasDelivery: all.delivery.size > 0,
      entries,
      trimmed: this.#filter.trimmed,
      cursor: this.#cursor,
      asOf: this.#cursor?.chat.at ?? this.#held?.at ?? null,
      unseen: this.#unseen,
      dropped: recording.dropped,
    };
  }

  select(chatId: string): void {
    this.#selected = chatId;
    this.#onChange();
  }

  /** Looks at that chart of the selected chat, and of those that are selected later, where they have it. */
  showChart(chart: InspectedChart): void {
    this.#chart = chart;
    this.#onChange();
  }

  searchChats(text: string): void {
    this.#chatSearch = text;
    this.#onChange();
  }

  filterText(text: string): void {
    this.#text = text;
    this.#onChange();
  }

  showAllChats(isOfAllChats: boolean): void {
    this.#isOfAllChats = isOfAllChats;
    this.#onChange();
  }

  /** Holds what is seen, while the recording goes on. */
  pause(): void {
    this.#hold();
    this.#onChange();
  }

  /** Back to the present, from wherever. */
  goLive(): void {
    this.#held = null;
    this.#cursor = null;
    this.#unseen = 0;
    this.#problem = null;
    this.#onChange();
  }

  /** To the time when that frame had been taken; pauses. */
  goTo(entry: TimelineEntry): void {
    this.#hold();
    this.#cursor = entry;
    this.#selected = entry.chat.chatId;
    this.#chart = entry.chat.chart;
    this.#onChange();
  }

  /** To the entry of the filtered timeline before or after what is seen; stays at its ends. */
  step(by: -1 | 1): void {
    const { entries, moments } = this.view();
    const isPresent = (one: TimelineEntry) =>
      one === entries.at(-1) && (one === moments.connection || one === moments.delivery);
    const serial = this.#cursor?.chat.serial ?? Number.POSITIVE_INFINITY;
    const entry =
      by === 1
        ? entries.find(({ chat }) => chat.serial > serial)
        : entries.findLast((one) => one.chat.serial < serial && !isPresent(one));
    if (entry !== undefined) this.goTo(entry);
  }

  /** Everything that is held, or live, whatever the filter: what `open` opens. */
  save(): InspectionRecord {
    return this.#recording().toRecord();
  }

  /** Shows a saved record instead of the present, or says in `problem` why it cannot; null is a file that cannot be read. */
  open(text: string | null, fileName: string): void {
    const parsed = text === null ? { problem: 'This file cannot be read.' } : parseRecord(text);
    if ('problem' in parsed) this.#problem = `${fileName}: ${parsed.problem}`;
    else this.#show(parsed.record, fileName);
    this.#onChange();
  }

  dismissProblem(): void {
    this.#problem = null;
    this.#onChange();
  }

  #show(record: InspectionRecord, fileName: string): void {
    const recording = new Recording(record);
    const at = [...record.chats, ...record.frames].reduce((latest, one) => Math.max(latest, one.at), 0);
    this.#held = { recording, at, fileName };
    this.#cursor = null;
    this.#problem = null;
    const latest = record.frames.at(-1)?.chatId;
    if (!this.#idsOf(recording.moments).includes(this.#selected ?? '')) this.#selected = latest ?? null;
  }

  #hold(): void {
    this.#held ??= { recording: this.#live.held(), at: this.#wallNow(), fileName: null };
  }

  #recording(): Recording {
    return this.#held?.recording ?? this.#live;
  }

  /** All charts, at the time that is looked at. */
  #moments(): Moments {
    const cursor = this.#cursor;
    if (cursor === null) return this.#recording().moments;
    if (this.#then?.cursor !== cursor) {
      this.#then = { cursor, moments: this.#recording().momentsAt(cursor.chat.serial) };
    }
    return this.#then.moments;
  }

  #foundIn(moments: Moments): ChatMoment[] {
    const sought = this.#chatSearch.toLowerCase();
    return this.#idsOf(moments).flatMap((chatId) => {
      const moment = moments.connection.get(chatId) ?? moments.delivery.get(chatId);
      if (moment === undefined) return [];
      if (sought === '') return [moment];
      const words = [chatId, this.nameOf(chatId), stateName(moment.chat.value)];
      const isFound = words.some((word) => word.toLowerCase().includes(sought));
      return isFound ? [moment] : [];
    });
  }

  #idsOf(moments: Moments): readonly string[] {
    const revision = this.#recording().chatsRevision;
    if (this.#sortedIds?.of !== moments || this.#sortedIds.revision !== revision) {
      const ids = new Set([...moments.connection.keys(), ...moments.delivery.keys()]);
      this.#sortedIds = { of: moments, revision, ids: [...ids].sort(byId.compare) };
    }
    return this.#sortedIds.ids;
  }
}

/** `chat 9` before `chat 10`. */
const byId = new Intl.Collator('en', { numeric: true });
