import type { AnyStateNode } from 'xstate';
import type { ChartLayout } from '../../src/inspect/chart/chart-layout.js';
import { drawChart } from '../../src/inspect/chart/draw-chart.js';
import { graphOf } from '../../src/inspect/chart/graph.js';
import { drawOverview } from '../../src/inspect/chart/overview.js';
import { edgesOf } from './edge-lists.js';
import { layOut } from './lay-out.js';

/** The generated files, by their paths from the root of the project. */
export const LAYOUT = 'src/inspect/chart/connection-layout.ts';
export const PICTURE = 'docs/statechart.svg';
export const OVERVIEW = 'docs/overview.svg';
export const PAGE = 'docs/statechart.md';

/** Around the part of the page that is generated. */
const BEGIN = '<!-- What follows is written by `npm run draw`. -->';
const END = '<!-- Here that ends. -->';

export interface Drawing {
  readonly layout: ChartLayout;
  /** What each generated file must be, by its path. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Draws a chart.
 * @param page the page with the edges as it is: what stands outside the generated part stays
 */
export async function drawingOf(root: AnyStateNode, page: string): Promise<Drawing> {
  const graph = graphOf(root);
  const layout = await layOut(graph);
  const picture = drawChart(layout, {
    title: 'The statechart of a chat connection',
    description: `${graph.states.map(({ key }) => key).join(', ')}: the states of a chat's connection, what is in them, and what leads from one to another.`,
  });
  const files = {
    [LAYOUT]: moduleOf(layout),
    [PICTURE]: picture,
    [OVERVIEW]: drawOverview(),
    [PAGE]: filled(page, edgesOf(graph)),
  };
  return { layout, files };
}

/** A line for each box and each arrow. */
const moduleOf = ({ width, height, boxes, arrows }: ChartLayout): string =>
  [
    '// biome-ignore-all format: written by `npm run draw`, from machines/connection.machine.ts.',
    "import type { ChartLayout } from './chart-layout.js';",
    '',
    '/** Where everything stands in the drawing of the shipped chart. */',
    'export const connectionLayout: ChartLayout = {',
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

const filled = (page: string, edges: string): string => {
  const [before, ...rest] = page.split(BEGIN);
  const [, after] = rest.join(BEGIN).split(END);
  if (before === undefined || after === undefined) throw new Error(`${PAGE} has no place for the edges`);
  return `${before}${BEGIN}\n\n${edges}\n\n${END}${after}`;
};
