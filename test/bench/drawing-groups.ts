import { scaleOf } from './drawing-scale.js';
import { at, HUES, sheet, stroke, text, WIDTH } from './drawing-sheet.js';
import { written } from './figures.js';
import type { GroupDrawing } from './row.js';

const TOP = 66;
const BAR = 9;
const GAP = 9;
const LEFT = 235;
const RIGHT = WIDTH - 60;
const LEGEND = 110;

/** Groups of bars that lie one above the other: of each group one bar for each part, with its figure. */
export const drawGroups = ({ title, unit, parts, groups }: GroupDrawing): string => {
  const scale = scaleOf(groups.flatMap(({ values }) => values));
  const x = (value: number) => LEFT + scale.place(value) * (RIGHT - LEFT);
  const height = parts.length * BAR + GAP;
  const bottom = TOP + groups.length * height;
  const grid = scale.ticks.flatMap((tick) => [
    stroke(x(tick), TOP, x(tick), bottom, 'grid'),
    text(x(tick), bottom + 16, written(tick), 'faint middle'),
  ]);
  const legend = parts.flatMap((part, index) => [
    bar(LEFT + index * LEGEND, 40, BAR, index),
    text(LEFT + index * LEGEND + 14, 49, part, 'faint'),
  ]);
  const bars = groups.flatMap(({ label, values, isOurs }, group) => {
    const top = TOP + group * height + GAP / 2;
    return [
      text(LEFT - 8, top + (parts.length * BAR) / 2 + 4, label, isOurs ? 'end ours' : 'end'),
      ...values.flatMap((value, part) => [
        bar(LEFT, top + part * BAR, Math.max(1, x(value) - LEFT), part),
        text(x(value) + 5, top + part * BAR + 8, written(value), 'faint'),
      ]),
    ];
  });
  return sheet(title, bottom + 44, [...grid, ...legend, ...bars, text(RIGHT, bottom + 32, unit, 'faint end')]);
};

const bar = (left: number, top: number, width: number, part: number): string =>
  `<rect x="${at(left)}" y="${at(top)}" width="${at(width)}" height="${BAR - 1}" class="hue-${part % HUES}" style="fill:var(--hue)"/>`;
