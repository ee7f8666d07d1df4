import { scaleOf } from './drawing-scale.js';
import { at, sheet, stroke, text, WIDTH } from './drawing-sheet.js';
import { written } from './figures.js';
import type { BarDrawing } from './row.js';

const TOP = 56;
const ROW = 26;
const BAR = 16;
const LEFT = 190;
const RIGHT = WIDTH - 90;

/** Bars that lie one above the other, each with its figure and its spread. */
export const drawBars = ({ title, unit, bars, goal, isLogarithmic }: BarDrawing): string => {
  const all = bars.flatMap(({ value, low = value, high = value }) => [value, low, high]);
  const scale = scaleOf(goal === undefined ? all : [...all, goal], isLogarithmic);
  const x = (value: number) => LEFT + scale.place(value) * (RIGHT - LEFT);
  const bottom = TOP + bars.length * ROW;
  const grid = scale.ticks.flatMap((tick) => [
    stroke(x(tick), TOP, x(tick), bottom, 'grid'),
    text(x(tick), bottom + 16, written(tick), 'faint middle'),
  ]);
  const rows = bars.flatMap(({ label, value, low, high, isOurs }, index) => {
    const middle = TOP + index * ROW + ROW / 2;
    const own = isOurs ? ' ours' : '';
    const end = x(Math.max(value, high ?? value));
    return [
      text(LEFT - 8, middle + 4, label, `end${own}`),
      `<rect x="${LEFT}" y="${at(middle - BAR / 2)}" width="${at(Math.max(1, x(value) - LEFT))}" height="${BAR}" rx="2" class="bar${own}"/>`,
      ...(low === undefined || high === undefined ? [] : [stroke(x(low), middle, x(high), middle, 'spread')]),
      text(end + 6, middle + 4, written(value), own.trim()),
    ];
  });
  const goals =
    goal === undefined
      ? []
      : [
          stroke(x(goal), TOP - 6, x(goal), bottom, 'goal'),
          text(x(goal), TOP - 10, `goal ${written(goal)}`, 'faint middle'),
        ];
  const scaleName = isLogarithmic ? `${unit}, logarithmic` : unit;
  const axis = text(RIGHT, bottom + 32, scaleName, 'faint end');
  return sheet(title, bottom + 44, [...grid, ...rows, ...goals, axis]);
};
