import { element, setText } from './element.js';
import { counted, timeOfDay } from './format.js';
import { LANES, laneOf } from './lanes.js';
import { hueOf, topOf } from './state-names.js';
import type { TimelineEntry } from './timeline-entry.js';
import type { ViewerModel, ViewerView } from './viewer-model.js';
import { type Row, VirtualList } from './virtual-list.js';

/** What happened, oldest first: it stays at its end while it is there, and a row that is chosen is stepped to. */
export class Timeline {
  readonly element: HTMLElement;
  readonly #count = element('span', { class: 'count' });
  readonly #list: VirtualList<TimelineEntry>;
  readonly #allChats: HTMLInputElement;
  #entries: readonly TimelineEntry[] | null = null;
  #trimmed = 0;
  #cursor: TimelineEntry | null = null;
  #wasLive = true;

  /** `compact`: of one chat alone. */
  constructor(model: ViewerModel, compact: boolean) {
    const filter = element('input', {
      type: 'search',
      placeholder: 'Filter events, edges, codes',
      'aria-label': 'Filter the timeline by text',
      spellcheck: 'false',
      autocomplete: 'off',
    });
    filter.addEventListener('input', () => model.filterText(filter.value));
    this.#allChats = element('input', { type: 'checkbox' });
    this.#allChats.addEventListener('change', () => model.showAllChats(this.#allChats.checked));
    const lanes = element('input', { type: 'checkbox' });
    lanes.addEventListener('change', () => this.element.classList.toggle('as-lanes', lanes.checked));
    this.#list = new VirtualList({
      label: 'Timeline',
      name: 'entry',
      rowHeightPx: 24,
      createRow: () => createEntryRow(model.nameOf),
      onChoose: (entry) => model.goTo(entry),
    });
    this.element = element(
      'section',
      { class: 'pane timeline', 'aria-label': 'Timeline' },
      element('header', { class: 'pane-head' }, element('h2', {}, 'Timeline'), this.#count),
      element(
        'div',
        { class: 'pane-tools' },
        filter,
        ...(compact ? [] : [element('label', { class: 'check' }, this.#allChats, 'All chats')]),
        element('label', { class: 'check' }, lanes, 'Lanes'),
      ),
      element(
        'div',
        { class: 'lane-names', 'aria-hidden': 'true' },
        element('span'),
        ...LANES.map((lane) => element('span', {}, lane)),
      ),
      this.#list.element,
    );
  }

  render({ entries, trimmed, cursor, mode, isOfAllChats }: ViewerView): void {
    setText(this.#count, counted(entries.length, 'event'));
    this.element.classList.toggle('of-all-chats', isOfAllChats);
    const isAnother = entries !== this.#entries;
    // Pausing holds the list where it is.
    const isHeld = isAnother && mode === 'paused' && this.#wasLive;
    const isStuck = this.#list.isAtEnd || (isAnother && !isHeld);
    this.#list.render({ items: entries, selected: cursor === null ? -1 : indexOf(cursor, entries) });
    if (cursor !== null) {
      if (cursor !== this.#cursor || isAnother) this.#list.reveal(Math.max(0, indexOf(cursor, entries)));
    } else if (isStuck) this.#list.scrollTo(Number.POSITIVE_INFINITY);
    else if (!isHeld) this.#list.scrollBy(this.#trimmed - trimmed);
    this.#entries = entries;
    this.#trimmed = trimmed;
    this.#cursor = cursor;
    this.#wasLive = mode === 'live';
  }

  dispose(): void {
    this.#list.dispose();
  }
}

/** By its serial, which ascends. */
const indexOf = (entry: TimelineEntry, entries: readonly TimelineEntry[]): number => {
  let [from, to] = [0, entries.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((entries[middle]?.chat.serial ?? 0) < entry.chat.serial) from = middle + 1;
    else to = middle;
  }
  return entries[from] === entry ? from : -1;
};

const createEntryRow = (nameOf: (chatId: string) => string): Row<TimelineEntry> => {
  const [seconds, milliseconds] = [element('span'), element('span', { class: 'ms' })];
  const time = element('span', { class: 'time' }, seconds, milliseconds);
  const id = element('span', { class: 'id' });
  const highlights = element('span', { class: 'highlights' });
  const name = element('span', { class: 'event-name' });
  const facts = element('span', { class: 'facts' });
  const led = element('span', { class: 'state-name' });
  const row = element('div', { class: 'row entry' }, time, id, name, highlights, facts, led);
  return {
    element: row,
    update(entry) {
      const { chat, led: state } = entry;
      row.className = `row entry ${hueOf(topOf(chat.value))}${chat.edges.length === 0 ? ' ignored' : ''}`;
      row.dataset['lane'] = laneOf(chat.event.type);
      const at = timeOfDay(chat.at);
      setText(seconds, at.slice(0, -4));
      setText(milliseconds, at.slice(-4));
      setText(id, nameOf(chat.chatId));
      setText(name, entry.name);
      setText(facts, entry.facts);
      setText(led, state === null ? '' : `→ ${state}`);
      highlights.replaceChildren(
        ...entry.highlights.map(({ kind, text }) => element('span', { class: `badge ${kind}` }, text)),
      );
      row.title = [chat.event.type, entry.facts, ...chat.edges].filter((line) => line !== '').join('\n');
    },
  };
};
