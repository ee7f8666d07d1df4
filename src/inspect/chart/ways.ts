import type { Point } from './chart-layout.js';

/** Without its ends, which touch the borders of boxes. */
export const shortened = (points: readonly Point[]): Point[] =>
  points.map((point, index) => {
    const next = points[index === 0 ? 1 : index - 1] ?? point;
    return index === 0 || index === points.length - 1 ? toward(point, next, 3) : point;
  });

const CORNER = 7;

/** A line whose corners are rounded, so that one can see which way lines that join go on. */
export const rounded = (points: readonly Point[]): string =>
  points
    .map((point, index) => {
      const before = points[index - 1];
      const after = points[index + 1];
      if (before === undefined) return `M${at(point)}`;
      if (after === undefined) return `L${at(point)}`;
      const radius = Math.min(CORNER, distance(before, point) / 2, distance(point, after) / 2);
      return `L${at(toward(point, before, radius))}Q${at(point)} ${at(toward(point, after, radius))}`;
    })
    .join('');

const at = ([x, y]: Point) => `${x} ${y}`;

const distance = ([x1, y1]: Point, [x2, y2]: Point) => Math.abs(x1 - x2) + Math.abs(y1 - y2);

const toward = ([x, y]: Point, [toX, toY]: Point, by: number): Point => [
  x + Math.sign(toX - x) * by,
  y + Math.sign(toY - y) * by,
];

/** The head of an arrow, at the last of its points. */
export const headOf = (points: readonly Point[]): string => {
  const [tip = [0, 0], before = tip] = points.slice(-2).reverse();
  const [x, y] = toward(tip, before, 8);
  const [across, along] = [Math.sign(tip[1] - y) * 4, Math.sign(tip[0] - x) * 4];
  return `<path class="head" d="M${at(tip)}L${x + across} ${y + along}L${x - across} ${y - along}Z"/>`;
};
