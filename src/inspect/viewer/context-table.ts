import { element, setText } from './element.js';
import { timeOfDay } from './format.js';
import type { ChatMoment } from './timeline-entry.js';
import { isSame } from './timeline-entry.js';
import type { ViewerView } from './viewer-model.js';

/** What the chart remembers; what the last event changed is marked. */
export class ContextTable {
  readonly element: HTMLElement;
  readonly #body = element('tbody');
  readonly #rows = new Map<string, { readonly row: HTMLTableRowElement; readonly value: HTMLElement }>();
  readonly #none = element('p', { class: 'nothing' }, 'Nothing is known of this chat at that time.');
  #moment: ChatMoment | null | undefined;

  constructor() {
    const table = element('table', {}, element('caption', { class: 'unseen' }, 'Context'), this.#body);
    this.element = element(
      'section',
      { class: 'pane context', 'aria-label': 'Context' },
      element('header', { class: 'pane-head' }, element('h2', {}, 'Context')),
      element(
        'div',
        { class: 'context-scroller', tabindex: '0', role: 'group', 'aria-label': 'Context' },
        table,
        this.#none,
      ),
    );
  }

  render({ moment }: ViewerView): void {
    if (moment === this.#moment) return;
    this.#moment = moment;
    const now: Readonly<Record<string, unknown>> = { ...moment?.chat.context };
    const before: Readonly<Record<string, unknown>> | null = moment?.previous ? { ...moment.previous.context } : null;
    for (const [name, { row }] of this.#rows) {
      if (name in now) continue;
      row.remove();
      this.#rows.delete(name);
    }
    for (const [name, value] of Object.entries(now)) {
      const shown = this.#rowOf(name);
      const isChanged = before !== null && !isSame(value, before[name]);
      setText(shown.value, valueText(name, value));
      shown.row.classList.toggle('changed', isChanged);
      shown.row.title = isChanged ? `was ${JSON.stringify(before[name])}` : '';
    }
    this.#none.hidden = moment !== null;
  }

  #rowOf(name: string) {
    const known = this.#rows.get(name);
    if (known !== undefined) return known;
    const value = element('span', { class: 'value' });
    const changed = element('span', { class: 'unseen was-changed' }, 'changed');
    const row = element('tr', {}, element('th', { scope: 'row' }, name), element('td', {}, value, changed));
    const made = { row, value };
    this.#rows.set(name, made);
    this.#body.append(row);
    return made;
  }
}

/** Instants are on the monotonic clock, in milliseconds, but `retryAt`, which is on the wall clock. */
const valueText = (name: string, value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return JSON.stringify(value);
  return name === 'retryAt' && value > 0 ? timeOfDay(value) : String(Math.round(value * 10) / 10);
};
