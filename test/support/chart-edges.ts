import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EdgeCount } from './edges-taken.js';

/** Where the parts of a run's count lie, one for each test file, until the run is over. */
const PARTS = join(import.meta.dirname, '../../coverage/chart-edges');

/** Keeps what a test file has taken so far; its kind is its folder under test/. */
export const keepEdges = (testPath: string, taken: EdgeCount): void => {
  const [kind = '', ...rest] = testPath.split('/test/').at(-1)?.split('/') ?? [];
  mkdirSync(PARTS, { recursive: true });
  writeFileSync(join(PARTS, `${kind}--${rest.join('--')}.json`), JSON.stringify(taken));
};

export const forgetEdges = (): void => rmSync(PARTS, { recursive: true, force: true });

/** All that was kept, by edge and kind of test. */
export const keptEdges = (): Record<string, EdgeCount> => {
  const edges: Record<string, EdgeCount> = {};
  for (const file of readdirSync(PARTS)) {
    const kind = file.split('--')[0] ?? '';
    const part = JSON.parse(readFileSync(join(PARTS, file), 'utf8')) as EdgeCount;
    for (const [edge, count] of Object.entries(part)) {
      const byKind = edges[edge] ?? {};
      byKind[kind] = (byKind[kind] ?? 0) + count;
      edges[edge] = byKind;
    }
  }
  return edges;
};
