import { markdownTable } from '../engines/markdown-table.js';
import { writtenCell } from './figures.js';
import type { Setting } from './machine.js';
import type { Drawing, RowResult, Table } from './row.js';

/** A row as it is kept: what was measured, and where. */
export interface KeptRow extends RowResult {
  readonly number: number;
  readonly title: string;
  readonly goal: string;
  readonly setting: Setting;
}

export const drawingFile = ({ number }: KeptRow, { name }: Drawing): string =>
  `${String(number).padStart(2, '0')}-${name}.svg`;

/** The page of the benchmarks; its drawings are in the folder `benchmarks` beside it. */
export const reportOf = (rows: readonly KeptRow[], versions: Readonly<Record<string, string>>): string =>
  [
    '# Benchmarks',
    '<!-- Written by `npm run bench`. -->',
    '`npm run bench` measures every row in one run and writes this page; `npm run bench -- 1 4` repeats single rows.',
    settingsOf(rows),
    [
      'Figures are medians of rounds, with quartiles in brackets; “–” means not reached. Subjects alternate round by round, each in',
      'its own process, unless a row says otherwise; ratios are taken within a round.',
    ].join('\n'),
    `Compared with ${namesOf(versions)}, each at its defaults and used as its README says, but for row 15.`,
    '## Goals',
    goalsOf(rows),
    ...rows.flatMap(sectionOf),
  ]
    .join('\n\n')
    .concat('\n');

const namesOf = (versions: Readonly<Record<string, string>>): string => {
  const names = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
};

const settingsOf = (rows: readonly KeptRow[]): string => {
  const lines = new Map<string, number[]>();
  for (const { number, setting } of rows) {
    const { processor, system, node, chromium, date } = setting;
    const line = `${processor}; ${system}; Node ${node}; Chromium ${chromium}; ${date}`;
    lines.set(line, [...(lines.get(line) ?? []), number]);
  }
  if (lines.size === 1) return `Measured in one run on: ${[...lines.keys()][0]}.`;
  return ['Measured on:', '', ...[...lines].map(([line, numbers]) => `- rows ${numbers.join(', ')}: ${line}`)].join(
    '\n',
  );
};

const goalsOf = (rows: readonly KeptRow[]): string =>
  markdownTable(
    ['row', 'goals, and what was measured'],
    rows.map(({ number, title, verdicts }) => [
      `[${title}](#${anchorOf(number, title)})`,
      verdicts.map(({ goal, measured, met }) => `${goal}: ${measured}${met ? '' : ', **missed**'}`).join('<br>'),
    ]),
  );

const anchorOf = (number: number, title: string): string =>
  `${number}. ${title}`
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const sectionOf = (row: KeptRow): readonly string[] => [
  `## ${row.number}. ${row.title}`,
  ...row.drawings.map((drawing) => `![${drawing.title}](benchmarks/${drawingFile(row, drawing)})`),
  ...row.tables.flatMap(tableOf),
  ...row.notes,
];

const tableOf = ({ caption, columns, rows }: Table): readonly string[] => [
  ...(caption ? [`${caption}:`] : []),
  markdownTable(
    columns.map(({ title, unit }) => (unit ? `${title}, ${unit}` : title)),
    rows.map((cells) => cells.map((cell, at) => writtenCell(cell, columns[at] ?? { title: '' }))),
  ),
];
