import type { EdgeLine } from '../chart/chart-layout.js';
import { connectionLayout } from '../chart/connection-layout.js';
import { drawChart } from '../chart/draw-chart.js';
import { byAttribute, svgOf } from './svg-of.js';

/** The drawing of the whole chart: what is active is lit, and the edges taken last are marked. */
export class ChartDrawing {
  readonly svg = svgOf(drawChart(connectionLayout));
  readonly #states = byAttribute(this.svg, 'data-state');
  readonly #edges = byAttribute(this.svg, 'data-edge');
  readonly #ways = waysOf(this.svg);
  #lit: readonly string[] = [];
  #marked: readonly Element[] = [];

  /** Answers with the innermost states that were not lit before. */
  light(paths: readonly string[]): readonly string[] {
    const inner = paths.filter((path) => !paths.some((other) => other.startsWith(`${path}.`)));
    for (const path of this.#lit) this.#states.get(path)?.classList.remove('active', 'innermost');
    for (const path of paths) this.#states.get(path)?.classList.add('active');
    for (const path of inner) this.#states.get(path)?.classList.add('innermost');
    const entered = inner.filter((path) => !this.#lit.includes(path));
    this.#lit = paths;
    return entered;
  }

  mark(edges: readonly string[]): void {
    for (const marked of this.#marked) marked.classList.remove('last');
    this.#marked = edges.flatMap((id) =>
      [this.#edges.get(id), this.#ways.get(id)].filter((found) => found !== undefined),
    );
    for (const marked of this.#marked) marked.classList.add('last');
  }
}

/** Every edge, with where it is written. */
const LINES: ReadonlyMap<string, EdgeLine> = new Map(
  [...connectionLayout.boxes, ...connectionLayout.arrows].flatMap(({ edges }) => edges.map((line) => [line.id, line])),
);

/** Where an edge is written. */
export const lineOf = (edge: string | undefined): EdgeLine | undefined => LINES.get(edge ?? '');

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
