import { drawOverview } from '../chart/overview.js';
import type { DelayRest } from './delay-clock.js';
import { element, setText } from './element.js';
import { duration } from './format.js';
import { phaseName, topOf } from './state-names.js';
import { byAttribute, svgOf } from './svg-of.js';
import type { ChatMoment } from './timeline-entry.js';

/** The delays that end the phase that is shown; the others are about what comes later. */
const OF_PHASE = new Set([
  'throttleRest',
  'backoffDelay',
  'resolveTimeout',
  'connectTimeout',
  'greetingTimeout',
  'probeRest',
]);

/** The six states at a glance: the active one is lit and says its phase and what is left of it; the way taken last is marked. */
export class OverviewView {
  readonly element: HTMLElement;
  readonly #svg = svgOf(drawOverview());
  readonly #states = byAttribute(this.#svg, 'data-state');
  readonly #ways = byAttribute(this.#svg, 'data-way');
  readonly #captions = new Map(
    [...this.#states].map(([state, box]) => [state, box.querySelector('.phase')?.textContent ?? '']),
  );
  #active = '';
  #marked: Element | undefined;

  /** `onChoose`: the user asks for more of a state. */
  constructor(onChoose: () => void) {
    this.element = element('div', { class: 'overview-stage' }, this.#svg);
    this.#svg.addEventListener('click', onChoose);
  }

  render(moment: ChatMoment | null): void {
    const value = moment?.chat.value;
    const active = value === undefined ? '' : topOf(value);
    if (active !== this.#active) {
      this.#states.get(this.#active)?.classList.remove('active', 'innermost');
      this.#states.get(active)?.classList.add('active', 'innermost');
      this.#write('phase', this.#captions.get(this.#active) ?? '');
      this.#write('rest', '');
      this.#active = active;
    }
    const phase = value === undefined ? '' : phaseName(value);
    this.#write('phase', phase || (this.#captions.get(active) ?? ''));
    const said = [active, phase].filter(Boolean).join(', ');
    this.#svg.setAttribute('aria-label', said === '' ? 'The six states' : `The six states, active: ${said}`);
    this.#marked?.classList.remove('last');
    this.#marked = this.#ways.get(moment?.way ?? '');
    this.#marked?.classList.add('last');
  }

  count(rests: readonly DelayRest[]): void {
    const rest = rests.find(({ name }) => OF_PHASE.has(name));
    this.#write('rest', rest === undefined ? '' : duration(rest.restMs));
  }

  /** In the active box. */
  #write(line: 'phase' | 'rest', text: string): void {
    const found = this.#states.get(this.#active)?.querySelector(`.${line}`);
    if (found) setText(found, text);
  }
}
