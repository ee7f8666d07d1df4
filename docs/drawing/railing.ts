import type { Rectangle } from '../../src/inspect/chart/chart-layout.js';
import { type ChartState, statesIn } from '../../src/inspect/chart/graph.js';
import { GAP, TITLE } from '../../src/inspect/chart/metrics.js';
import type { Placed, PlacedArrow } from './nesting.js';
import type { Rail, Side } from './routes.js';
import { exitsOf } from './sizes.js';
import { frameOf } from './stacking.js';

/** Between two rails. */
const APART = 14;

/**
 * The arrows that leave their states to one side: each below its label, then along a rail that all arrows to the same state
 * share. The rails are beyond all labels, and those that lead farther are farther out.
 */
export const railsAlong = (side: Side, chart: ChartState, column: Placed, rails: readonly Rail[]): PlacedArrow[] => {
  const outward = side === 'left' ? -1 : 1;
  const borderOf = ({ x, width }: Rectangle) => (side === 'left' ? x : x + width);

  const exits = chart.states.flatMap((top) => {
    const border = borderOf(frameOf(column, top.id));
    return statesIn(top).flatMap(({ id }) =>
      exitsOf(id, side, rails).map(({ rail, top: below, width, height }) => {
        const x = side === 'left' ? border - GAP - width : border + GAP;
        return { rail, label: { x, y: frameOf(column, id).y + below, width, height } };
      }),
    );
  });

  const taken = [...column.frames.values(), ...[...column.arrows, ...exits].map(({ label }) => label)];
  const edge = outward * Math.max(...taken.map((frame) => outward * borderOf(frame)));
  const targets = [...new Set(exits.map(({ rail }) => rail.target))].sort(
    (a, b) => outward * (frameOf(column, a).y - frameOf(column, b).y),
  );
  return targets.flatMap((target, index) => {
    const x = edge + outward * APART * (index + 1);
    const entered = frameOf(column, target);
    const to = entered.y + TITLE / 2;
    return exits
      .filter(({ rail }) => rail.target === target)
      .map(({ rail, label }): PlacedArrow => {
        const from = label.y + label.height;
        const start = borderOf(frameOf(column, rail.source));
        return {
          bundle: rail,
          label,
          points: [
            [start, from],
            [x, from],
            [x, to],
            [borderOf(entered), to],
          ],
        };
      });
  });
};
