import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeBlock } from './code-blocks.js';
import { ROOT } from './pages.js';

/** The file that an excerpt is of: the one that the text before it links to last. */
export const fileOf = ({ page, linked }: CodeBlock): string | null =>
  linked === null || /^\w+:|^#/.test(linked) ? null : join(page, '..', linked);

/** `// …` or `<!-- … -->` on a line of its own. */
const LEFT_OUT = /^\s*(?:\/\/|<!--|#)? *…(?: *-->)?\s*$/m;

/** However it is indented and wrapped. */
const squeeze = (code: string) => code.replace(/\s+/g, '');

/** Of a file as an excerpt shows it: without its imports. */
const withoutImports = (code: string) => code.replace(/^\s*import\b[^;]*;$/gm, '');

/** The first part of an excerpt that the file does not have, after the parts before it; null if it has them all. */
export const notInFile = (block: CodeBlock): string | null => {
  const file = fileOf(block);
  if (file === null) return `${block.page}:${block.line} follows no link to a file`;
  const text = squeeze(withoutImports(readFileSync(join(ROOT, file), 'utf8')));
  let from = 0;
  for (const part of block.code.split(LEFT_OUT)) {
    const found = text.indexOf(squeeze(part), from);
    if (found < 0) return part.trim();
    from = found + squeeze(part).length;
  }
  return null;
};
