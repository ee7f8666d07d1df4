import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compilations } from './compilations.js';

const ROOT = join(import.meta.dirname, '../..');

test.each(compilations())('$path is what the compiler makes of its chart now', ({ path, text }) => {
  const formatted = execFileSync('npx', ['biome', 'check', '--write', `--stdin-file-path=${path}`], {
    cwd: ROOT,
    input: text,
    encoding: 'utf8',
  });
  expect(readFileSync(join(ROOT, path), 'utf8')).toBe(formatted);
});
