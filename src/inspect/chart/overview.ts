import type { Point } from './chart-layout.js';
import { CHART_STYLE } from './chart-style.js';
import { escaped } from './escaped.js';
import { headOf } from './ways.js';

const WIDTH = 420;
const HEIGHT = 212;
const BOX = { width: 90, height: 56 };

const BOXES = {
  idle: { x: 2, y: 30, caption: 'not wanted' },
  throttled: { x: 111, y: 30, caption: 'too soon' },
  connecting: { x: 220, y: 30, caption: 'an attempt' },
  open: { x: 328, y: 30, caption: 'connected' },
  failed: { x: 111, y: 150, caption: 'gave up' },
  backoff: { x: 220, y: 150, caption: 'tries again' },
} as const;

type OverviewState = keyof typeof BOXES;

interface Way {
  readonly from: OverviewState;
  readonly to: OverviewState;
  /** Corners, from the border of one box to that of the other. */
  readonly points: readonly Point[];
  readonly label: { readonly text: string; readonly x: number; readonly y: number } | null;
}

const way = (from: OverviewState, to: OverviewState, corners: string, label: Way['label'] = null): Way => ({
  from,
  to,
  points: corners.split(' ').map((corner) => {
    const [x = 0, y = 0] = corner.split(',').map(Number);
    return [x, y];
  }),
  label,
});

const WAYS: readonly Way[] = [
  way('idle', 'connecting', '47,30 47,14 244,14 244,30', { text: 'wanted', x: 54, y: 11 }),
  way('idle', 'throttled', '92,58 111,58'),
  way('throttled', 'connecting', '201,58 220,58'),
  way('connecting', 'open', '310,58 328,58'),
  way('open', 'connecting', '373,30 373,14 286,14 286,30', { text: 'renewed', x: 306, y: 11 }),
  way('open', 'backoff', '373,86 373,178 310,178', { text: 'lost', x: 379, y: 132 }),
  way('connecting', 'backoff', '258,86 258,150', { text: 'failed', x: 214, y: 136 }),
  way('backoff', 'connecting', '290,150 290,86', { text: 'again', x: 296, y: 112 }),
  way('connecting', 'failed', '236,86 236,114 186,114 186,150', { text: 'final', x: 200, y: 109 }),
  way('failed', 'throttled', '134,150 134,86', { text: 'retry', x: 140, y: 136 }),
];

/** Released, a chat is idle, whatever it was. */
const RELEASE = way('idle', 'idle', '47,150 47,86', { text: 'released', x: 22, y: 166 });

/** The name of a way: `connecting>backoff`. The same for every state that a chat is released from: `>idle`. */
export const wayName = (from: string, to: string): string => (to === 'idle' ? '>idle' : `${from}>${to}`);

/**
 * The six states as a standalone SVG image. A page that has it inline finds a state by `data-state`, with lines for its
 * phase and what is left of it, and a way by `data-way`; the colours are those of the drawing of the chart.
 */
export function drawOverview(): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="evenkeel-chart overview" role="img" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">`,
    '<title>The six states of a chat connection</title>',
    `<style>${CHART_STYLE}${OVERVIEW_STYLE}</style>`,
    `<rect class="paper" width="${WIDTH}" height="${HEIGHT}"/>`,
    ...[RELEASE, ...WAYS].map(drawWay),
    ...Object.entries(BOXES).map(drawBox),
    '</svg>',
    '',
  ].join('\n');
}

const drawBox = ([state, { x, y, caption }]: [string, (typeof BOXES)[OverviewState]]): string => {
  const middle = x + BOX.width / 2;
  return [
    `<g class="state ${state}" data-state="${state}">`,
    `<rect class="box" x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="8"/>`,
    `<text class="title" x="${middle}" y="${y + 18}">${state}</text>`,
    `<text class="phase" x="${middle}" y="${y + 35}">${caption}</text>`,
    `<text class="rest" x="${middle}" y="${y + 50}"></text>`,
    '</g>',
  ].join('');
};

const drawWay = ({ from, to, points, label }: Way): string => {
  const line = points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');
  return [
    `<g class="${to}" data-way="${escaped(wayName(from, to))}">`,
    `<path class="way" d="${line}"/>`,
    headOf(points),
    ...(label === null ? [] : [`<text class="label" x="${label.x}" y="${label.y}">${label.text}</text>`]),
    '</g>',
  ].join('');
};

/** Beside the style of the chart: letters of the page, none smaller than 12 px. */
export const OVERVIEW_STYLE = `
.evenkeel-chart.overview{font:12px ui-sans-serif,system-ui,sans-serif}
.overview .title{font-size:13px;text-anchor:middle}
.overview .phase,.overview .rest{text-anchor:middle}
.overview .rest{font-variant-numeric:tabular-nums}
.overview .label{fill:var(--faint)}
.overview .last>.way{stroke-width:3.6}
.overview .last>.label{fill:var(--ink);font-weight:700}
`;
