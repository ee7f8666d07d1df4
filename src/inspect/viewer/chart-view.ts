import { activePaths } from '../chart/active-paths.js';
import type { EdgeLine } from '../chart/chart-layout.js';
import { connectionLayout } from '../chart/connection-layout.js';
import { drawChart } from '../chart/draw-chart.js';
import { edgeWidth } from '../chart/metrics.js';
import { ChartMap } from './chart-map.js';
import { ChartScroller } from './chart-scroller.js';
import { DelayClock } from './delay-clock.js';
import { element, icon, iconButton, setText } from './element.js';
import { OverviewView } from './overview-view.js';
import { hueOf, stateName, topOf } from './state-names.js';
import { byAttribute, svgOf } from './svg-of.js';
import type { ChatMoment } from './timeline-entry.js';
import type { ViewerView } from './viewer-model.js';

/**
 * The chart of the selected chat: its six states at first, the whole chart when asked. What is active is lit, the edges taken
 * last are marked, and what is running is counted down.
 */
export class ChartView {
  readonly element: HTMLElement;
  readonly #svg = svgOf(drawChart(connectionLayout));
  readonly #states = byAttribute(this.#svg, 'data-state');
  readonly #edges = byAttribute(this.#svg, 'data-edge');
  readonly #ways = waysOf(this.#svg);
  readonly #title = element('h2', { class: 'chat-name' });
  readonly #state = element('span', { class: 'badge state-badge' });
  readonly #lastEdge = element('button', { type: 'button', class: 'last-edge', title: 'Show the edge taken last' });
  readonly #map = new ChartMap(connectionLayout);
  readonly #scroller: ChartScroller;
  readonly #overview = new OverviewView(() => this.#showWhole(true));
  readonly #delays = new DelayClock((rests) => this.#overview.count(rests));
  readonly #wholeButton = element('button', { type: 'button', 'aria-pressed': 'false' }, 'Whole chart');
  readonly #wholeTools: readonly HTMLElement[];
  readonly #stage: HTMLElement;
  #last: EdgeLine | undefined;
  #lit: ReadonlySet<string> = new Set();
  #marked: readonly Element[] = [];
  #moment: ChatMoment | null | undefined;

  constructor() {
    this.#scroller = new ChartScroller(this.#svg, connectionLayout, this.#map);
    const follow = iconButton('follow', 'Follow what is active', () => this.#scroller.follow(true));
    this.#scroller.onFollow = (isFollowing) => follow.setAttribute('aria-pressed', String(isFollowing));
    follow.setAttribute('aria-pressed', 'true');
    this.#lastEdge.addEventListener('click', () => this.#showLastEdge());
    this.#wholeButton.addEventListener('click', () => this.#showWhole(!this.element.classList.contains('whole')));
    this.#wholeTools = [
      follow,
      iconButton('minus', 'Smaller', () => this.#scroller.zoom(1 / 1.25)),
      iconButton('plus', 'Larger', () => this.#scroller.zoom(1.25)),
      iconButton('fit', 'The chart in one view', () => this.#scroller.fit()),
    ];
    this.#stage = element('div', { class: 'chart-stage' }, this.#scroller.element, this.#map.element);
    this.element = element(
      'section',
      { class: 'pane chart', 'aria-label': 'Chart' },
      element(
        'header',
        { class: 'pane-head' },
        this.#title,
        this.#state,
        element('div', { class: 'buttons' }, ...this.#wholeTools, this.#wholeButton),
      ),
      element('div', { class: 'strip' }, this.#delays.element, this.#lastEdge),
      this.#overview.element,
      this.#stage,
    );
    this.#showWhole(false);
  }

  render({ moment, selected, asOf, nameOf }: ViewerView): void {
    if (moment !== this.#moment) this.#overview.render(moment);
    this.#delays.render(moment?.chat.delays ?? [], asOf);
    setText(this.#title, selected === null ? 'No chat yet' : nameOf(selected));
    if (moment === this.#moment) return;
    const value = moment?.chat.value;
    const name = value === undefined ? '' : stateName(value);
    setText(this.#state, selected === null ? '' : value === undefined ? 'not there' : name);
    this.#state.className = `badge state-badge ${hueOf(value === undefined ? '' : topOf(value))}`;
    this.#svg.setAttribute('aria-label', name === '' ? 'Statechart' : `Statechart, active: ${name}`);
    this.#light(value === undefined ? [] : activePaths(value));
    this.#mark(moment?.edges ?? []);
    this.#moment = moment;
  }

  dispose(): void {
    this.#delays.dispose();
    this.#scroller.dispose();
  }

  /** The whole chart begins at the state that is looked at. */
  #showWhole(isWhole: boolean): void {
    this.element.classList.toggle('whole', isWhole);
    this.#stage.hidden = !isWhole;
    this.#overview.element.hidden = isWhole;
    for (const tool of this.#wholeTools) tool.hidden = !isWhole;
    this.#wholeButton.setAttribute('aria-pressed', String(isWhole));
    if (isWhole) this.#scroller.follow(true);
  }

  #light(paths: readonly string[]): void {
    const lit = new Set(paths);
    const inner = innermost(paths);
    for (const path of this.#lit) {
      if (!lit.has(path)) this.#states.get(path)?.classList.remove('active', 'innermost');
    }
    for (const path of paths) {
      const state = this.#states.get(path);
      state?.classList.add('active');
      state?.classList.toggle('innermost', inner.includes(path));
    }
    this.#map.light(lit);
    const entered = inner.filter((path) => !this.#lit.has(path));
    if (entered.length > 0) this.#scroller.show(entered);
    this.#lit = lit;
  }

  #mark(edges: readonly string[]): void {
    for (const marked of this.#marked) marked.classList.remove('last');
    this.#marked = edges.flatMap((id) =>
      [this.#edges.get(id), this.#ways.get(id)].filter((found) => found !== undefined),
    );
    for (const marked of this.#marked) marked.classList.add('last');
    const line = LINES.get(edges.at(-1) ?? '');
    this.#lastEdge.replaceChildren(...(line === undefined ? [] : [icon('edge'), element('span', {}, line.text)]));
    this.#last = line;
  }

  #showLastEdge(): void {
    if (this.#last === undefined) return;
    const { x, y, text } = this.#last;
    this.#showWhole(true);
    this.#scroller.look(x + edgeWidth(text) / 2, y);
  }
}

/** The states with no active state in them. */
const innermost = (paths: readonly string[]): readonly string[] =>
  paths.filter((path) => !paths.some((other) => other.startsWith(`${path}.`)));

/** Every edge, with where it is written. */
const LINES: ReadonlyMap<string, EdgeLine> = new Map(
  [...connectionLayout.boxes, ...connectionLayout.arrows].flatMap(({ edges }) => edges.map((line) => [line.id, line])),
);

/** Ways are drawn in the order of the layout's arrows. */
const waysOf = (svg: SVGSVGElement): ReadonlyMap<string, Element> => {
  const ways = [...svg.querySelectorAll('.arrows > .way')];
  return new Map(
    connectionLayout.arrows.flatMap(({ edges }, index) => {
      const way = ways[index];
      return way === undefined ? [] : edges.map(({ id }): [string, Element] => [id, way]);
    }),
  );
};
