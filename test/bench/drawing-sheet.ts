export const WIDTH = 760;

/** How many hues tell lines apart; the library's own has one more. */
export const HUES = 10;

const LIGHT = [
  '#b35900',
  '#0d7a42',
  '#c02637',
  '#7a3fb5',
  '#00798c',
  '#8a6d00',
  '#b4005a',
  '#52616f',
  '#5a7d00',
  '#6b4423',
];
const DARK = [
  '#f0a94a',
  '#4fcf8b',
  '#ff7b86',
  '#c79bf5',
  '#4fd0e3',
  '#e0c64a',
  '#ff6fb5',
  '#a9b7c5',
  '#b5dd5a',
  '#c8a27c',
];

const hues = (colours: readonly string[]) => colours.map((colour, index) => `--hue-${index}:${colour}`).join(';');

const STYLE = [
  `.sheet{--paper:#ffffff;--ink:#1f2933;--faint:#66727f;--grid:#dde2e7;--ours:#1d64c4;--theirs:#a3afbb;${hues(LIGHT)};font:13px system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif}`,
  `@media(prefers-color-scheme:dark){.sheet{--paper:#11161d;--ink:#e4e9ef;--faint:#96a3b1;--grid:#2b343e;--ours:#6fb0ff;--theirs:#5d6b79;${hues(DARK)}}}`,
  '.sheet text{fill:var(--ink)}',
  '.sheet .paper{fill:var(--paper)}',
  '.sheet .title{font-weight:600}',
  '.sheet .faint{fill:var(--faint);font-size:11px}',
  '.sheet .end{text-anchor:end}.sheet .middle{text-anchor:middle}',
  '.sheet .grid{stroke:var(--grid)}',
  '.sheet .goal{stroke:var(--ink);stroke-dasharray:4 3}',
  '.sheet .bar{fill:var(--theirs)}.sheet .ours.bar{fill:var(--ours)}.sheet text.ours{font-weight:600}',
  '.sheet .spread{stroke:var(--ink);stroke-width:1.2}',
  '.sheet .line{fill:none;stroke:var(--hue);stroke-width:1.6;stroke-linejoin:round}.sheet .ours.line{stroke:var(--ours);stroke-width:3}',
  ...Array.from({ length: HUES }, (_, index) => `.sheet .hue-${index}{--hue:var(--hue-${index})}`),
].join('\n');

/** A drawing's sheet of paper, with its title at the top. */
export const sheet = (title: string, height: number, marks: readonly string[]): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" class="sheet" role="img" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}">`,
    `<title>${escaped(title)}</title>`,
    `<style>\n${STYLE}\n</style>`,
    `<rect class="paper" width="${WIDTH}" height="${height}" rx="6"/>`,
    text(16, 24, title, 'title'),
    ...marks,
    '</svg>\n',
  ].join('\n');

export const text = (x: number, y: number, words: string, names = ''): string =>
  `<text x="${at(x)}" y="${at(y)}"${names && ` class="${names}"`}>${escaped(words)}</text>`;

export const stroke = (x1: number, y1: number, x2: number, y2: number, names: string): string =>
  `<line x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}" class="${names}"/>`;

/** A coordinate, to a tenth. */
export const at = (value: number): number => Math.round(value * 10) / 10;

const escaped = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
