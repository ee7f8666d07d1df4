/**
 * Tells which edges of the chart the last run of the tests took, how often and by which kind of test, and writes it to
 * coverage/chart-edges.json. Fails when an edge was taken by none.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createWorldModel } from '../../src/testing/paths/world.js';
import { keptEdges } from './chart-edges.js';

const REPORT = join(import.meta.dirname, '../../coverage/chart-edges.json');

const all = createWorldModel({}).edges();
const kept = keptEdges();
writeFileSync(REPORT, `${JSON.stringify(Object.fromEntries(all.map((edge) => [edge, kept[edge] ?? {}])), null, 2)}\n`);

const kinds = [...new Set(Object.values(kept).flatMap((counts) => Object.keys(counts)))].sort();
for (const kind of kinds) {
  const edges = all.filter((edge) => kept[edge]?.[kind] !== undefined);
  const times = edges.reduce((sum, edge) => sum + (kept[edge]?.[kind] ?? 0), 0);
  console.log(`${kind}: ${edges.length} of ${all.length} edges of the chart, taken ${times} times`);
}
const untaken = all.filter((edge) => kept[edge] === undefined);
for (const edge of untaken) console.error(`No test takes the edge ${edge}`);
process.exitCode = untaken.length > 0 ? 1 : 0;
