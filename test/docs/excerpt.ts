import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeBlock } from './code-blocks.js';
import { ROOT } from './pages.js';

/** `// …` or `<!-- … -->` on a line of its own. */
const LEFT_OUT = /^\s*(?:\/\/|<!--|#)? *…(?: *-->)?\s*$/m;

/** However it is indented and wrapped. */
const squeeze = (code: string) => code.replace(/\s+/g, '');

const IMPORT = /^\s*import\b[^;]*;$/gm;

/** Of a file as an excerpt shows it that has no imports. */
const withoutImports = (code: string) => code.replace(IMPORT, '');

/** The first part of an excerpt that the file does not have, after the parts before it; null if it has them all. */
export const notInFile = (block: CodeBlock): string | null => {
  const file = block.namedFile;
  if (file === null) return `${block.page}:${block.line} follows no name of a file`;
  const whole = readFileSync(join(ROOT, file), 'utf8');
  const text = squeeze(withoutImports(block.code) === block.code ? withoutImports(whole) : whole);
  let from = 0;
  for (const part of block.code.split(LEFT_OUT)) {
    const found = text.indexOf(squeeze(part), from);
    if (found < 0) return part.trim();
    from = found + squeeze(part).length;
  }
  return null;
};
