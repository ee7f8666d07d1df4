import type { ChartArrow, ChartBox, ChartLayout, EdgeLine, Rectangle } from '../../src/inspect/chart/chart-layout.js';
import { type ChartEdge, type ChartState, statesIn } from '../../src/inspect/chart/graph.js';
import { boxSize, INSET, LINE, TITLE } from '../../src/inspect/chart/metrics.js';
import type { PlacedArrow } from './nesting.js';
import { railsAlong } from './railing.js';
import { insideOf, routesOf } from './routes.js';
import { frameOf, moved, movedArrow, stack } from './stacking.js';
import { arrowText, insideText, notesOf } from './wording.js';

const MARGIN = 16;

/**
 * Draws a chart as a column: its top level states below each other, in the order of the story; what goes ahead runs on
 * the right, what goes back on the left. ELK lays out what is in each of them; left to it, the arrows between them make
 * the picture 3,200 pixels wide.
 */
export async function layOut(chart: ChartState): Promise<ChartLayout> {
  const routes = routesOf(chart);
  const head = boxSize(chart.key, notesOf(chart), insidesOf(chart));
  const column = await stack(chart, routes, head.height);
  const rails = (['left', 'right'] as const).flatMap((side) => railsAlong(side, chart, column, routes.rails));
  const placed = [...column.arrows, ...rails];

  const frames = [...column.frames.values(), ...placed.map(({ label }) => label)];
  const across = [
    ...placed.flatMap(({ points }) => points.map(([x]) => x)),
    ...frames.flatMap(({ x, width }) => [x, x + width]),
  ];
  const dx = MARGIN - Math.min(...across);
  const width = Math.max(head.width, Math.max(...across) + dx + MARGIN);
  const height = Math.max(...frames.map((frame) => frame.y + frame.height)) + MARGIN;

  const arrows = placed.map((arrow) => arrowOf(movedArrow(arrow, dx, 0), chart, rails.includes(arrow)));
  const within = (states: readonly ChartState[], areRegions: boolean): ChartBox[] =>
    states.flatMap((state) => [
      boxOf(state, moved(frameOf(column, state.id), dx, 0), areRegions),
      ...within(state.states, state.kind === 'parallel'),
    ]);
  const whole = boxOf(chart, { x: 0, y: 0, width, height }, false);
  return { width, height, boxes: [whole, ...within(chart.states, chart.kind === 'parallel')], arrows };
}

const insidesOf = (state: ChartState) => insideOf(state).map((edge) => insideText(edge, state));

const arrowOf = ({ bundle, points, label }: PlacedArrow, chart: ChartState, isRail: boolean): ChartArrow => {
  const { source, target, edges } = bundle;
  const outermost = chart.kind === 'parallel' ? chart.states.flatMap(({ states }) => states) : chart.states;
  const into = outermost.find((top) => statesIn(top).some(({ id }) => id === target));
  const lines = edges.map((edge, index) => lineOf(edge, arrowText(edge), label.x, label.y + 1 + index * LINE));
  return { source, target, into: into?.path ?? '', isRail, points, label, edges: lines };
};

const boxOf = (state: ChartState, frame: Rectangle, isRegion: boolean): ChartBox => {
  const notes = notesOf(state);
  const x = frame.x + INSET;
  const lineAt = (index: number) => frame.y + TITLE + index * LINE;
  return {
    id: state.id,
    path: state.path,
    title: state.key,
    description: state.description ?? '',
    isRegion,
    isInitial: state.isInitial,
    ...frame,
    notes: notes.map((text, index) => ({ text, x, y: lineAt(index) })),
    edges: insideOf(state).map((edge, index) => lineOf(edge, insideText(edge, state), x, lineAt(notes.length + index))),
  };
};

const lineOf = ({ id, branch, branches, actions }: ChartEdge, text: string, x: number, y: number): EdgeLine => ({
  id,
  text,
  x,
  y,
  branch,
  branches,
  actions,
});
