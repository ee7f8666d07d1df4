import type { AnyStateNode } from 'xstate';
import type { ChartLayout } from '../../src/inspect/chart/chart-layout.js';
import { drawChart } from '../../src/inspect/chart/draw-chart.js';
import { graphOf } from '../../src/inspect/chart/graph.js';
import { drawOverview } from '../../src/inspect/chart/overview.js';
import { edgesOf } from './edge-lists.js';
import { layOut } from './lay-out.js';

/** The page with the edges of the charts. */
export const PAGE = 'docs/statechart.md';
export const OVERVIEW = 'docs/overview.svg';

/** How a shipped chart is drawn. Its files are named by their paths from the root of the project. */
export interface DrawnChart {
  readonly name: 'connection' | 'delivery';
  /** Where its states are. */
  readonly source: string;
  readonly layout: string;
  readonly picture: string;
  readonly title: string;
  /** What the picture shows, after the names of its outermost states. */
  readonly shows: string;
  /** What is drawn beside it. */
  readonly others: () => Readonly<Record<string, string>>;
}

export const CONNECTION: DrawnChart = {
  name: 'connection',
  source: 'machines/connection.machine.ts',
  layout: 'src/inspect/chart/connection-layout.ts',
  picture: 'docs/statechart.svg',
  title: 'The statechart of a chat connection',
  shows: "the states of a chat's connection, what is in them, and what leads from one to another.",
  others: () => ({ [OVERVIEW]: drawOverview() }),
};

export const DELIVERY: DrawnChart = {
  name: 'delivery',
  source: 'machines/delivery.chart.ts',
  layout: 'src/inspect/chart/delivery-layout.ts',
  picture: 'docs/delivery-chart.svg',
  title: "The statechart of a chat's delivery",
  shows: "the regions of a chat's delivery, the states in them, and what leads from one to another.",
  others: () => ({}),
};

export interface Drawing {
  readonly layout: ChartLayout;
  /** What each generated file must be, by its path. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Draws a chart.
 * @param page the page with the edges as it is: what stands outside the part that is generated of this chart stays
 */
export async function drawingOf(chart: DrawnChart, root: AnyStateNode, page: string): Promise<Drawing> {
  const graph = graphOf(root);
  const layout = await layOut(graph);
  const picture = drawChart(layout, {
    title: chart.title,
    description: `${graph.states.map(({ key }) => key).join(', ')}: ${chart.shows}`,
  });
  const files = {
    [chart.layout]: moduleOf(chart, layout),
    [chart.picture]: picture,
    ...chart.others(),
    [PAGE]: filled(page, chart, edgesOf(graph)),
  };
  return { layout, files };
}

/** A line for each box and each arrow. */
const moduleOf = ({ name, source }: DrawnChart, { width, height, boxes, arrows }: ChartLayout): string =>
  [
    `// biome-ignore-all format: written by \`npm run draw\`, from ${source}.`,
    "import type { ChartLayout } from './chart-layout.js';",
    '',
    '/** Where everything stands in the drawing of the shipped chart. */',
    `export const ${name}Layout: ChartLayout = {`,
    `  width: ${width},`,
    `  height: ${height},`,
    '  boxes: [',
    ...boxes.map((box) => `    ${JSON.stringify(box)},`),
    '  ],',
    '  arrows: [',
    ...arrows.map((arrow) => `    ${JSON.stringify(arrow)},`),
    '  ],',
    '};',
    '',
  ].join('\n');

const filled = (page: string, { name }: DrawnChart, edges: string): string => {
  const begin = `<!-- What follows of the ${name} is written by \`npm run draw\`. -->`;
  const end = `<!-- Here that of the ${name} ends. -->`;
  const [before, ...rest] = page.split(begin);
  const [, after] = rest.join(begin).split(end);
  if (before === undefined || after === undefined) throw new Error(`${PAGE} has no place for the edges of the ${name}`);
  return `${before}${begin}\n\n${edges}\n\n${end}${after}`;
};
