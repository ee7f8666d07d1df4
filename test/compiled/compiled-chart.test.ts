import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { connectionMachine } from '../../machines/index.js';
import { COMPILED, writeChart } from './write-chart.js';

const ROOT = join(import.meta.dirname, '../..');

test('the compiled chart is what the compiler makes of the chart now', () => {
  const formatted = execFileSync('npx', ['biome', 'check', '--write', `--stdin-file-path=${COMPILED}`], {
    cwd: ROOT,
    input: writeChart(connectionMachine),
    encoding: 'utf8',
  });
  expect(readFileSync(join(ROOT, COMPILED), 'utf8')).toBe(formatted);
});
