import { readFileSync } from 'node:fs';
import type { Facts } from './facts.js';

const SPEC = new URL('../../docs/spec.md', import.meta.url);

const cellsOf = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

/** What docs/spec.md says that a platform does, by the column of its table. */
export function factsOf(platform: string): Facts {
  const lines = readFileSync(SPEC, 'utf8').split('\n');
  const from = lines.findIndex((line) => line.startsWith('| platform |'));
  const [, ...columns] = cellsOf(lines[from] ?? '');
  const row = lines.slice(from).find((line) => cellsOf(line)[0] === platform);
  if (row === undefined) throw new Error(`docs/spec.md has no platform called ${platform}`);
  const [, ...cells] = cellsOf(row);
  return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
}
