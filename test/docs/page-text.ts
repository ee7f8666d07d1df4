import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './pages.js';

const NAMED_BLOCK = /^```text (?<name>\S+)\n(?<text>.*?)^```$/gms;

export const pageAt = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** The blocks of text on a page that have a name after their language. */
export const namedBlocks = (page: string): ReadonlyMap<string, string> =>
  new Map([...page.matchAll(NAMED_BLOCK)].map(({ groups }) => [groups?.['name'] ?? '', groups?.['text'] ?? '']));

/** The first table below a heading. */
export const tableAt = (page: string, heading: string): string => {
  const [, below = ''] = page.split(`\n## ${heading}\n`);
  return /^\|.+\|$(?:\n\|.+\|$)*/m.exec(below)?.[0] ?? '';
};
