import { element } from './element.js';
import { stateName } from './state-names.js';
import type { ViewerView } from './viewer-model.js';

/** However fast things change, a screen reader is told no more often. */
const QUIET_MS = 1_500;

/** Tells a screen reader where the selected chat is, and whether that is the present. */
export class Announcer {
  readonly element = element('div', { role: 'status', class: 'unseen' });
  #timer: ReturnType<typeof setTimeout> | null = null;
  #text = '';
  readonly #tellsPresent: boolean;

  /** Beside a page that tells of the present itself, only of the past. */
  constructor({ tellsPresent }: { readonly tellsPresent: boolean }) {
    this.#tellsPresent = tellsPresent;
  }

  render({ mode, selected, moment, nameOf }: ViewerView): void {
    const where =
      moment === null || selected === null ? '' : `chat ${nameOf(selected)}: ${stateName(moment.chat.value)}`;
    const present = this.#tellsPresent ? where : '';
    const text = { live: present, paused: `Paused, ${where}`, file: `Saved record, ${where}` }[mode];
    if (text === this.#text) return;
    this.#text = text;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.element.textContent = this.#text;
    }, QUIET_MS);
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }
}
