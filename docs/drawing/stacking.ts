import type { Point, Rectangle } from '../../src/inspect/chart/chart-layout.js';
import { type ChartState, statesIn } from '../../src/inspect/chart/graph.js';
import { GAP, labelSize } from '../../src/inspect/chart/metrics.js';
import { nest, type Placed, type PlacedArrow } from './nesting.js';
import type { Bundle, Routes } from './routes.js';
import { ownSize } from './sizes.js';
import { arrowText } from './wording.js';

/** Between two top level states without an arrow from one to the next, and above the first. */
const BETWEEN = 24;
/** Room for the head of an arrow. */
const HEAD = 14;

/** The top level states, each with what is in it, below each other and centred on x = 0, with the arrows from one to the next. */
export async function stack(chart: ChartState, routes: Routes, fromY: number): Promise<Placed> {
  const frames = new Map<string, Rectangle>();
  const arrows: PlacedArrow[] = [];
  let y = fromY + BETWEEN;
  for (const top of chart.states) {
    const nested = await nest(top, routes.inner, (state) => ownSize(state, routes.rails));
    const { width, height } = frameOf(nested, top.id);
    const x = -Math.round(width / 2);
    for (const [id, frame] of nested.frames) frames.set(id, moved(frame, x, y));
    arrows.push(...nested.arrows.map((arrow) => movedArrow(arrow, x, y)));
    y += height;

    const ids = new Set(statesIn(top).map(({ id }) => id));
    const step = routes.steps.find(({ source }) => ids.has(source));
    if (step === undefined) y += BETWEEN;
    else {
      const arrow = straightDown(step, frameOf({ frames }, step.source), y);
      arrows.push(arrow);
      y = arrow.label.y + arrow.label.height + HEAD;
    }
  }
  return { frames, arrows };
}

const straightDown = (bundle: Bundle, source: Rectangle, border: number): PlacedArrow => {
  const x = source.x + Math.round(source.width / 2);
  const label = { x: x + GAP / 2, y: border + GAP / 2, ...labelSize(bundle.edges.map(arrowText)) };
  const from: Point = [x, source.y + source.height];
  return { bundle, label, points: [from, [x, label.y + label.height + HEAD]] };
};

export const frameOf = ({ frames }: Pick<Placed, 'frames'>, id: string): Rectangle => {
  const frame = frames.get(id);
  if (frame === undefined) throw new Error(`The state ${id} has no place`);
  return frame;
};

export const moved = <Frame extends Rectangle>(frame: Frame, dx: number, dy: number): Frame => ({
  ...frame,
  x: frame.x + dx,
  y: frame.y + dy,
});

export const movedArrow = ({ bundle, points, label }: PlacedArrow, dx: number, dy: number): PlacedArrow => ({
  bundle,
  points: points.map(([x, y]): Point => [x + dx, y + dy]),
  label: moved(label, dx, dy),
});
