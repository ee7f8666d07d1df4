import { scaleOf } from './drawing-scale.js';
import { at, HUES, sheet, stroke, text, WIDTH } from './drawing-sheet.js';
import { written } from './figures.js';
import type { LineDrawing } from './row.js';

const TOP = 56;
const BOTTOM = 360;
const LEFT = 70;
const RIGHT = WIDTH - 220;
const LEGEND = 19;

/** Lines over one pair of axes, the library's own before the others; which is which stands beside them. */
export const drawLines = ({ title, x, y, lines }: LineDrawing): string => {
  const points = lines.flatMap((line) => line.points);
  const across = scaleOf(
    points.map(([value]) => value),
    x.isLogarithmic,
  );
  const up = scaleOf(
    points.map(([, value]) => value),
    y.isLogarithmic,
  );
  const placeX = (value: number) => LEFT + across.place(value) * (RIGHT - LEFT);
  const placeY = (value: number) => BOTTOM - up.place(value) * (BOTTOM - TOP);

  const grid = [
    ...up.ticks.flatMap((tick) => [
      stroke(LEFT, placeY(tick), RIGHT, placeY(tick), 'grid'),
      text(LEFT - 6, placeY(tick) + 4, written(tick), 'faint end'),
    ]),
    ...across.ticks.flatMap((tick) => [
      stroke(placeX(tick), BOTTOM, placeX(tick), BOTTOM + 4, 'grid'),
      text(placeX(tick), BOTTOM + 17, written(tick), 'faint middle'),
    ]),
    text(16, TOP - 12, y.isLogarithmic ? `${y.label} (logarithmic)` : y.label, 'faint'),
    text(RIGHT, BOTTOM + 34, x.isLogarithmic ? `${x.label} (logarithmic)` : x.label, 'faint end'),
  ];

  let others = 0;
  const named = lines.map((line) => ({ ...line, names: line.isOurs ? 'ours line' : `line hue-${others++ % HUES}` }));
  const paths = [...named]
    .sort((a, b) => Number(a.isOurs ?? false) - Number(b.isOurs ?? false))
    .map(({ points, names }) => {
      const path = points.map(([px, py]) => `${at(placeX(px))},${at(placeY(py))}`).join(' ');
      return `<polyline points="${path}" class="${names}"/>`;
    });
  const legend = named.flatMap(({ label, names, isOurs }, index) => {
    const middle = TOP + 6 + index * LEGEND;
    return [
      stroke(RIGHT + 20, middle, RIGHT + 44, middle, names),
      text(RIGHT + 52, middle + 4, label, isOurs ? 'ours' : ''),
    ];
  });
  return sheet(title, BOTTOM + 48, [...grid, ...paths, ...legend]);
};
