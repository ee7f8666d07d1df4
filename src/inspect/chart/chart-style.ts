import { TEXT_PX, TITLE_PX } from './metrics.js';

/** Colours as the six states wear them; a page overrides one with `--evenkeel-<name>`. */
const LIGHT = {
  paper: '#ffffff',
  ink: '#1f2933',
  faint: '#66727f',
  line: '#6b7987',
  idle: '#5b6b7b',
  throttled: '#a05a00',
  connecting: '#1d64c4',
  open: '#0d7a42',
  backoff: '#7a3fb5',
  failed: '#c02637',
  active: '#ffe28a',
  warning: '#b4005a',
};

const DARK: typeof LIGHT = {
  paper: '#11161d',
  ink: '#e4e9ef',
  faint: '#96a3b1',
  line: '#8794a1',
  idle: '#a9b7c5',
  throttled: '#f0a94a',
  connecting: '#6fb0ff',
  open: '#4fcf8b',
  backoff: '#c79bf5',
  failed: '#ff7b86',
  active: '#5b4a10',
  warning: '#ff6fb5',
};

const declared = (colours: typeof LIGHT) =>
  Object.entries(colours)
    .map(([name, colour]) => `--${name}:var(--evenkeel-${name},${colour})`)
    .join(';');

const HUES = ['idle', 'throttled', 'connecting', 'open', 'backoff', 'failed'] as const;

type Hue = (typeof HUES)[number];

/** The states of a delivery wear the colours of those of a connection that are like them. */
const HUE_OF: ReadonlyMap<string, Hue> = new Map([
  ...HUES.map((hue): [string, Hue] => [hue, hue]),
  ['down', 'idle'],
  ['greeting', 'connecting'],
  ['snapshotting', 'backoff'],
  ['live', 'open'],
  ['opening', 'throttled'],
  ['sending', 'connecting'],
]);

/** The class that gives a state its colour, by its path or its name; empty for what has none, such as the chart itself. */
export const hueOf = (path: string): Hue | '' => path.split('.').flatMap((name) => HUE_OF.get(name) ?? [])[0] ?? '';

const hues = HUES.map((state) => `.evenkeel-chart .${state}{--hue:var(--${state})}`).join('\n');

/** The style sheet of a drawing: light or dark as the reader prefers, also where the drawing is an image. */
export const CHART_STYLE = `
.evenkeel-chart{${declared(LIGHT)};--hue:var(--line);font:${TEXT_PX}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace}
@media(prefers-color-scheme:dark){.evenkeel-chart{${declared(DARK)}}}
${hues}
.evenkeel-chart text{fill:var(--ink);white-space:pre}
.evenkeel-chart .paper{fill:var(--paper)}
.evenkeel-chart .box{fill:var(--hue);fill-opacity:.06;stroke:var(--hue);stroke-width:1.2}
.evenkeel-chart .region>.box{stroke-dasharray:5 4}
.evenkeel-chart .title{font-size:${TITLE_PX}px;font-weight:700;fill:var(--hue)}
.evenkeel-chart .note,.evenkeel-chart .number{fill:var(--faint)}
.evenkeel-chart .number{font-size:9px;text-anchor:end}
.evenkeel-chart .way{fill:none;stroke:var(--hue);stroke-width:1.4}
.evenkeel-chart .halo{fill:none;stroke:var(--paper);stroke-width:5}
.evenkeel-chart .head,.evenkeel-chart .dot{fill:var(--hue)}
.evenkeel-chart .active>.box{stroke-width:2.4}
.evenkeel-chart .innermost>.box{fill:var(--active);fill-opacity:.9}
.evenkeel-chart .mark{fill:none;pointer-events:all}
.evenkeel-chart .last text{font-weight:700}
.evenkeel-chart .last .mark{fill:var(--active);stroke:var(--ink);stroke-width:.8}
.evenkeel-chart .way.last{stroke-width:3.6}
.evenkeel-chart .untaken text{fill:var(--warning);font-weight:700}
`;

/** For a place that may have a `color-scheme` of its own: the colours are light or dark as that says. */
export const SCHEME_STYLE = `
@supports(color:light-dark(#fff,#000)){.evenkeel-chart{${Object.entries(LIGHT)
  .map(([name, colour]) => `--${name}:var(--evenkeel-${name},light-dark(${colour},${DARK[name as keyof typeof DARK]}))`)
  .join(';')}}}
@supports not (color:light-dark(#fff,#000)){.evenkeel-chart{color-scheme:light dark}}
`;
