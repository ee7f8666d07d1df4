import type { InspectionMessage, InspectionRecord } from '../inspection.js';
import { EntryFilter } from './entry-filter.js';
import { parseRecord } from './parse-record.js';
import { NOTHING, Recording } from './recording.js';
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
  /** Those that the search finds, in order of their ids. */
  readonly chats: readonly ChatMoment[];
  readonly chatCount: number;
  readonly selected: string | null;
  readonly nameOf: (chatId: string) => string;
  /** The selected chat at the time that is looked at; null if it is not there. */
  readonly moment: ChatMoment | null;
  readonly text: string;
  readonly isOfAllChats: boolean;
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
  #live: Recording;
  /** What is looked at instead of the present. */
  #held: { readonly recording: Recording; readonly at: number; readonly fileName: string | null } | null = null;
  #cursor: TimelineEntry | null = null;
  #then: { readonly cursor: TimelineEntry; readonly chats: ReadonlyMap<string, ChatMoment> } | null = null;
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
    this.#selected ??= this.#idsOf(this.#live.chats)[0] ?? null;
    if (this.#held !== null && message.type === 'frames') this.#unseen += message.frames.length;
    this.#onChange();
  }

  view(): ViewerView {
    const recording = this.#recording();
    const chats = this.#chats();
    const query = { chatId: this.#isOfAllChats ? null : this.#selected, text: this.#text };
    const entries = this.#filter.of(recording, query);
    return {
      mode: this.#held === null ? 'live' : this.#held.fileName === null ? 'paused' : 'file',
      fileName: this.#held?.fileName ?? null,
      problem: this.#problem,
      chatSearch: this.#chatSearch,
      chats: this.#foundIn(chats),
      chatCount: chats.size,
      selected: this.#selected,
      nameOf: this.nameOf,
      moment: (this.#selected === null ? undefined : chats.get(this.#selected)) ?? null,
      text: this.#text,
      isOfAllChats: this.#isOfAllChats,
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
    this.#onChange();
  }

  /** To the entry of the filtered timeline before or after what is seen; stays at its ends. */
  step(by: -1 | 1): void {
    const { entries, moment } = this.view();
    const serial = this.#cursor?.chat.serial ?? Number.POSITIVE_INFINITY;
    const entry =
      by === 1
        ? entries.find(({ chat }) => chat.serial > serial)
        : entries.findLast((one) => one.chat.serial < serial && one !== moment);
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
    if (this.#selected === null || !recording.chats.has(this.#selected)) this.#selected = latest ?? null;
  }

  #hold(): void {
    this.#held ??= { recording: this.#live.held(), at: this.#wallNow(), fileName: null };
  }

  #recording(): Recording {
    return this.#held?.recording ?? this.#live;
  }

  /** All chats, at the time that is looked at. */
  #chats(): ReadonlyMap<string, ChatMoment> {
    const cursor = this.#cursor;
    if (cursor === null) return this.#recording().chats;
    if (this.#then?.cursor !== cursor) {
      this.#then = { cursor, chats: this.#recording().chatsAt(cursor.chat.serial) };
    }
    return this.#then.chats;
  }

  #foundIn(chats: ReadonlyMap<string, ChatMoment>): ChatMoment[] {
    const sought = this.#chatSearch.toLowerCase();
    return this.#idsOf(chats).flatMap((chatId) => {
      const moment = chats.get(chatId);
      if (moment === undefined) return [];
      if (sought === '') return [moment];
      const words = [chatId, this.nameOf(chatId), stateName(moment.chat.value)];
      const isFound = words.some((word) => word.toLowerCase().includes(sought));
      return isFound ? [moment] : [];
    });
  }

  #idsOf(chats: ReadonlyMap<string, ChatMoment>): readonly string[] {
    const revision = this.#recording().chatsRevision;
    if (this.#sortedIds?.of !== chats || this.#sortedIds.revision !== revision) {
      this.#sortedIds = { of: chats, revision, ids: [...chats.keys()].sort(byId.compare) };
    }
    return this.#sortedIds.ids;
  }
}

/** `chat 9` before `chat 10`. */
const byId = new Intl.Collator('en', { numeric: true });
