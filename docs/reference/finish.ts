import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import GithubSlugger, { slug } from 'github-slugger';
import { ROOT } from './entries.js';

const spec = readFileSync(join(ROOT, 'docs/spec.md'), 'utf8');

/** Where each group of rules stands in docs/spec.md, by its two letters. */
const SECTIONS = new Map(
  [...spec.matchAll(/^## (.+ \(([A-Z]{2})\))$/gm)].map(([, title = '', group = '']) => [group, slug(title)]),
);

const RULE = new RegExp(`\\b(${[...SECTIONS.keys()].join('|')})(?:\\d+\\b|(?=\\)))`, 'g');

const linked = (text: string) =>
  text
    .replace(RULE, (rule, group: string) => `[${rule}](../spec.md#${SECTIONS.get(group)})`)
    .replace(/\bdocs\/([\w-]+\.md)\b/g, '[$1](../$1)');

/** Links where the text names a rule, an error or a page; code stays as it is. */
export const withLinks = (page: string): string =>
  page
    .split(/(^```.*?^```$|`[^`\n]*`)/ms)
    .map((part, index) => {
      if (index % 2 === 0) return linked(part);
      return part.replace(/^`(ERR_[A-Z_]+)`$/, (code, name: string) => `[${code}](../errors.md#${name.toLowerCase()})`);
    })
    .join('');

/** Without headings between the properties of a thing and its methods, and without dashes for what needs no word. */
const withoutNoise = (page: string): string =>
  page
    .replace(/^#### (?:Constructors|Properties|Methods)\n\n/gm, '')
    .replace(/^#####(?= )/gm, '####')
    .replace(/ \| - \|$/gm, ' |  |');

/** What a module exports of another, in one line. */
const withReferences = (page: string): string =>
  page.replace(/^## References\n.*/ms, (section) => {
    const links = [...section.matchAll(/^Re-exports (.*)$/gm)].map(([, link]) => link);
    return `## References\n\nAlso exported: ${links.join(', ')}.\n`;
  });

const HEADING = /^(?:<a id="(?<id>[^"]+)"><\/a>\n+)?(?<heading>(?<level>#+) (?<title>.+))$/gm;

const titleOf = (title: string) => title.replace(/\(\)|\\/g, '');

/** Anchors where something leads to them, and the heading has another of its own by which forges find it. */
const withAnchors = (page: string, isLinked: (id: string) => boolean): string => {
  const slugger = new GithubSlugger();
  return page
    .replace(/^(\| )<a id="[^"]+"><\/a> |^<a id="[^"]+"><\/a>\n+(?![\n#])/gm, '$1')
    .replace(HEADING, (whole, id: string | undefined, heading: string, _level, title: string) => {
      const own = slugger.slug(titleOf(title));
      return id === undefined || id === own || !isLinked(id) ? heading : whole;
    });
};

/** Before the first group, what is in each. */
const withContents = (page: string): string => {
  const slugger = new GithubSlugger();
  const groups: { readonly title: string; readonly links: string[] }[] = [];
  for (const { groups: { level, title: text = '' } = {} } of page.matchAll(HEADING)) {
    const title = titleOf(text);
    const id = slugger.slug(title);
    if (level === '##') groups.push({ title, links: [] });
    if (level === '###') groups.at(-1)?.links.push(`[${title}](#${id})`);
  }
  const contents = groups.map(({ title, links }) => (links.length > 0 ? `- ${title}: ${links.join(', ')}\n` : ''));
  return page.replace(/^(?=## )/m, `${contents.join('')}\n`);
};

/** The plugin's pages, as we want them. */
export const finished = (pages: Readonly<Record<string, string>>): Record<string, string> => {
  const ids = new Set(Object.values(pages).flatMap((page) => [...page.matchAll(/#([\w-]+)\)/g)].map(([, id]) => id)));
  const finish = (page: string) =>
    withContents(withAnchors(withReferences(withLinks(withoutNoise(page))), (id) => ids.has(id)));
  return Object.fromEntries(Object.entries(pages).map(([name, page]) => [name, finish(page)]));
};
