import type { ChartArrow, ChartBox, ChartLayout, EdgeLine, Point } from './chart-layout.js';
import { CHART_STYLE, hueOf } from './chart-style.js';
import { escaped } from './escaped.js';
import { BASE, edgeWidth, GUTTER, INSET, LINE } from './metrics.js';
import { headOf, rounded, shortened } from './ways.js';

/** How often an edge was taken, by kind of test or by whatever else is told apart. */
export type EdgeTally = Readonly<Record<string, number>>;

/** What is written on a drawing of a chart. All of it may be left out. */
export interface ChartDecoration {
  /** What the drawing is called by a screen reader, and what it shows. */
  readonly title?: string;
  readonly description?: string;
  /** The states that are lit, by their paths: `activePaths(snapshot.value)`. */
  readonly active?: readonly string[];
  /** The edge that was taken last. */
  readonly lastEdge?: string | null;
  /** How often each edge was taken; one that is missing, or was taken by none, stands out. */
  readonly counts?: Readonly<Record<string, EdgeTally>>;
}

/**
 * A chart as a standalone SVG image; light or dark as the reader prefers. A page that has it inline finds a state by
 * `data-state`, its path, and an edge by `data-edge`, its id, and may set the colours: `--evenkeel-paper`, `--evenkeel-open`, …
 */
export function drawChart(layout: ChartLayout, decoration: ChartDecoration = {}): string {
  const { width, height, boxes, arrows } = layout;
  const { title = 'Statechart', description = '' } = decoration;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="evenkeel-chart" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escaped(title)}</title>`,
    ...(description === '' ? [] : [`<desc>${escaped(description)}</desc>`]),
    `<style>${CHART_STYLE}</style>`,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    ...boxes.map((box) => drawBox(box, decoration)),
    ...boxes.filter(({ isInitial }) => isInitial).map(drawStart),
    ...sharingWays(arrows).map((group) => drawWays(group, decoration)),
    ...arrows.map((arrow) => drawLabel(arrow, decoration)),
    '</svg>',
    '',
  ].join('\n');
}

const drawBox = (box: ChartBox, decoration: ChartDecoration): string => {
  const { path, title, description, isRegion, notes, edges, x, y, width, height } = box;
  const names = ['state', hueOf(path), isRegion ? 'region' : '', ...lit(path, decoration)];
  return [
    `<g class="${classes(names)}" data-state="${escaped(path)}">`,
    ...(description === '' ? [] : [`<title>${escaped(description)}</title>`]),
    `<rect class="box" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>`,
    `<text class="title" x="${x + INSET}" y="${y + 18}">${escaped(title)}</text>`,
    ...notes.map((note) => `<text class="note" x="${note.x}" y="${note.y + BASE}">${escaped(note.text)}</text>`),
    ...edges.map((edge) => drawEdge(edge, decoration)),
    '</g>',
  ].join('\n');
};

/** Is a state active, and is none in it? */
const lit = (path: string, { active = [] }: ChartDecoration): string[] => {
  if (!active.includes(path)) return [];
  return active.some((other) => other.startsWith(`${path}.`)) ? ['active'] : ['active', 'innermost'];
};

const classes = (names: readonly string[]) => names.filter((name) => name !== '').join(' ');

/** One edge: its number, or how often it was taken, and its text; all of what it does in a tooltip. */
const drawEdge = (edge: EdgeLine, { lastEdge, counts }: ChartDecoration): string => {
  const { id, text, x, y, branch, branches } = edge;
  const tally = counts?.[id] ?? {};
  const times = Object.values(tally).reduce((sum, count) => sum + count, 0);
  const number = counts === undefined ? (branches > 1 ? String(branch) : '') : short(times);
  const names = ['edge', id === lastEdge ? 'last' : '', counts !== undefined && times === 0 ? 'untaken' : ''];
  return [
    `<g class="${classes(names)}" data-edge="${escaped(id)}">`,
    `<title>${escaped(counts === undefined ? told(edge) : `${told(edge)}\n${tallied(tally)}`)}</title>`,
    `<rect class="mark" x="${x}" y="${y}" width="${edgeWidth(text)}" height="${LINE}" rx="3"/>`,
    ...(number === '' ? [] : [`<text class="number" x="${x + GUTTER - 3}" y="${y + BASE}">${number}</text>`]),
    `<text x="${x + GUTTER}" y="${y + BASE}">${escaped(text)}</text>`,
    '</g>',
  ].join('');
};

const told = ({ id, text, branch, branches, actions }: EdgeLine): string =>
  [
    text,
    ...(branches > 1 ? [`branch ${branch} of ${branches}`] : []),
    actions.length > 0 ? `does ${actions.join(', ')}` : 'does nothing else',
    id,
  ].join('\n');

const tallied = (tally: EdgeTally): string => {
  const kinds = Object.entries(tally).sort();
  return kinds.length === 0 ? 'taken by none' : kinds.map(([kind, count]) => `${kind}: ${count}`).join(', ');
};

/** At most four characters: 999, 9.9k, 99k, 999k, 99M. */
const short = (count: number): string => {
  if (count < 1_000) return String(count);
  if (count < 9_950) return `${(count / 1_000).toFixed(1)}k`;
  return count < 999_500 ? `${Math.round(count / 1_000)}k` : `${Math.round(count / 1_000_000)}M`;
};

/** Arrows along the same rail are drawn together. */
const sharingWays = (arrows: readonly ChartArrow[]): ChartArrow[][] => {
  const groups: ChartArrow[][] = [];
  for (const arrow of arrows) {
    const group = groups.at(-1);
    if (arrow.isRail && group?.[0]?.isRail && group[0].target === arrow.target) group.push(arrow);
    else groups.push([arrow]);
  }
  return groups;
};

/** A halo sets apart what only crosses; what joins is drawn over the halos of its own. */
const drawWays = (arrows: readonly ChartArrow[], { lastEdge }: ChartDecoration): string => {
  const ways = arrows.map(({ points, edges, isRail }) => {
    const isLast = edges.some(({ id }) => id === lastEdge);
    return { points, way: rounded(points), halo: isRail ? rounded(shortened(points)) : null, isLast };
  });
  return [
    `<g class="${classes(['arrows', hueOf(arrows[0]?.into ?? '')])}">`,
    ...ways.flatMap(({ halo }) => (halo === null ? [] : [`<path class="halo" d="${halo}"/>`])),
    ...ways.map(
      ({ way, isLast, points }) =>
        `<path class="${classes(['way', isLast ? 'last' : ''])}" d="${way}"/>${headOf(points)}`,
    ),
    '</g>',
  ].join('\n');
};

const drawLabel = ({ into, edges }: ChartArrow, decoration: ChartDecoration): string =>
  `<g class="label ${hueOf(into)}">${edges.map((edge) => drawEdge(edge, decoration)).join('\n')}</g>`;

/** The dot that says: here the state around begins. */
const drawStart = ({ x, y }: ChartBox): string => {
  const points: Point[] = [
    [x + 2 * INSET, y - 15],
    [x + 2 * INSET, y],
  ];
  return `<g class="start"><circle class="dot" cx="${x + 2 * INSET}" cy="${y - 15}" r="4"/><path class="way" d="${rounded(points)}"/>${headOf(points)}</g>`;
};
