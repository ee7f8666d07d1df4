import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
/** What the pages show beside their text. */
const PICTURES = ['benchmarks', 'pictures', 'statechart.svg', 'overview.svg', 'delivery-chart.svg'];

/** A link or a picture of Markdown: its text and its target, without and with an anchor. */
const LINK = /(?<!`)(!?)\[((?:[^[\]]|\[[^\]]*\]\([^)]*\))*)\]\(([^)#\s]*)(#[^)\s]*)?\)/g;

/** The first page has no file of its own. */
const PLAYGROUND = '---\nlayout: page\ntitle: Playground\nsidebar: false\n---\n\n<PlaygroundPage />\n';

/** The pages by their place in the site, each with the file that it is. */
const pagesOf = async (): Promise<ReadonlyMap<string, string>> => {
  const markdown = async (folder: string) =>
    (await readdir(join(ROOT, folder))).filter((name) => name.endsWith('.md')).map((name) => join(folder, name));
  const files = [...(await markdown('docs')), ...(await markdown('docs/api'))];
  return new Map([['README.md', 'start.md'], ...files.map((file): [string, string] => [file, relative('docs', file)])]);
};

/** Links lead to pages of the site; what is no page of it is named without a link. */
const linkedWithin = (file: string, text: string, placeOf: ReadonlyMap<string, string>): string =>
  text.replace(LINK, (link, mark: string, label: string, target: string, anchor = '') => {
    const inner = label.includes('](') ? linkedWithin(file, label, placeOf) : label;
    if (target === '' || /^[a-z]+:/.test(target)) return `${mark}[${inner}](${target}${anchor})`;
    const path = join(dirname(file), target);
    const here = dirname(placeOf.get(file) ?? '');
    const place =
      placeOf.get(path) ?? (path.startsWith('docs/') && !path.endsWith('.md') ? relative('docs', path) : null);
    const isPicture = PICTURES.some((name) => place === name || place?.startsWith(`${name}/`));
    if (place === null || !(isPicture || place.endsWith('.md'))) return link.startsWith('!') ? link : inner;
    const to = relative(here, place);
    return `${mark}[${inner}](${to.startsWith('.') ? to : `./${to}`}${anchor})`;
  });

const FENCE = /^ *(?:```|~~~)/;

/** Each heading one level below the heading that it stands under, as readers of screens expect: the reference skips levels. */
const orderedHeadings = (text: string): string => {
  const around: number[] = [];
  let isCode = false;
  return text
    .split('\n')
    .map((line) => {
      if (FENCE.test(line)) isCode = !isCode;
      const [, marks = ''] = isCode ? [] : (/^(#+) /.exec(line) ?? []);
      if (marks === '') return line;
      while ((around.at(-1) ?? 0) >= marks.length) around.pop();
      around.push(marks.length);
      return `${'#'.repeat(around.length)}${line.slice(marks.length)}`;
    })
    .join('\n');
};

/** Writes the pages, and what they show, into a folder of their own. */
export const writePages = async (folder: string): Promise<void> => {
  await rm(folder, { recursive: true, force: true });
  const pages = await pagesOf();
  for (const [file, place] of pages) {
    const text = await readFile(join(ROOT, file), 'utf8');
    await mkdir(dirname(join(folder, place)), { recursive: true });
    await writeFile(join(folder, place), orderedHeadings(linkedWithin(file, text, pages)));
  }
  await writeFile(join(folder, 'index.md'), PLAYGROUND);
  for (const name of PICTURES) await cp(join(ROOT, 'docs', name), join(folder, name), { recursive: true });
};
