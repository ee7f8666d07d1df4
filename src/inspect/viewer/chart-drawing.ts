import type { ChartLayout, EdgeLine } from '../chart/chart-layout.js';
import { connectionLayout } from '../chart/connection-layout.js';
import { deliveryLayout } from '../chart/delivery-layout.js';
import { drawChart } from '../chart/draw-chart.js';
import type { InspectedChart } from '../inspection.js';
import { byAttribute, svgOf } from './svg-of.js';

/** Where everything stands in the drawings of the charts. */
export const LAYOUTS: Readonly<Record<InspectedChart, ChartLayout>> = {
  connection: connectionLayout,
  delivery: deliveryLayout,
};

/** The drawing of a whole chart: what is active is lit, and the edges taken last are marked. */
export class ChartDrawing {
  readonly svg: SVGSVGElement;
  readonly #states: ReadonlyMap<string, Element>;
  readonly #edges: ReadonlyMap<string, Element>;
  readonly #ways: ReadonlyMap<string, Element>;
  #lit: readonly string[] = [];
  #marked: readonly Element[] = [];

  constructor(layout: ChartLayout) {
    this.svg = svgOf(drawChart(layout));
    this.#states = byAttribute(this.svg, 'data-state');
    this.#edges = byAttribute(this.svg, 'data-edge');
    this.#ways = waysOf(this.svg, layout);
  }

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

/** Every edge of every chart, with where it is written. */
const LINES: ReadonlyMap<string, EdgeLine> = new Map(
  Object.values(LAYOUTS).flatMap(({ boxes, arrows }) =>
    [...boxes, ...arrows].flatMap(({ edges }) => edges.map((line): [string, EdgeLine] => [line.id, line])),
  ),
);

/** Where an edge is written. */
export const lineOf = (edge: string | undefined): EdgeLine | undefined => LINES.get(edge ?? '');

/** Ways are drawn in the order of the layout's arrows. */
const waysOf = (svg: SVGSVGElement, { arrows }: ChartLayout): ReadonlyMap<string, Element> => {
  const ways = [...svg.querySelectorAll('.arrows > .way')];
  return new Map(
    arrows.flatMap(({ edges }, index) => {
      const way = ways[index];
      return way === undefined ? [] : edges.map(({ id }): [string, Element] => [id, way]);
    }),
  );
};
