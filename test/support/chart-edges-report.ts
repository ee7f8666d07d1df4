/**
 * Tells which edges of the chart the last run of the tests took, how often and by which kind of test, and writes it to
 * coverage/chart-edges.json, and onto a drawing of the chart, coverage/chart-edges.svg. Tells how many the engine without XState
 * took. Fails when an edge was taken by none, on either engine.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { edgesOf } from '../../machines/chart-edges.js';
import { connectionMachine } from '../../machines/index.js';
import { connectionLayout } from '../../src/inspect/chart/connection-layout.js';
import { drawChart } from '../../src/inspect/chart/draw-chart.js';
import { keptOutcomes } from '../compiled/outcomes-taken.js';
import { keptEdges } from './chart-edges.js';

const COVERAGE = join(import.meta.dirname, '../../coverage');

const all = edgesOf(connectionMachine.root);
const kept = keptEdges();
const untaken = all.filter((edge) => kept[edge] === undefined);
writeFileSync(
  join(COVERAGE, 'chart-edges.json'),
  `${JSON.stringify(Object.fromEntries(all.map((edge) => [edge, kept[edge] ?? {}])), null, 2)}\n`,
);

const drawing = drawChart(connectionLayout, {
  title: 'The edges of the chart that the tests took',
  description: `How often a run of the tests took each of ${all.length} edges; ${untaken.length} were taken by none.`,
  counts: kept,
});
writeFileSync(join(COVERAGE, 'chart-edges.svg'), drawing);

const kinds = [...new Set(Object.values(kept).flatMap((counts) => Object.keys(counts)))].sort();
for (const kind of kinds) {
  const edges = all.filter((edge) => kept[edge]?.[kind] !== undefined);
  const times = edges.reduce((sum, edge) => sum + (kept[edge]?.[kind] ?? 0), 0);
  console.log(`${kind}: ${edges.length} of ${all.length} edges of the chart, taken ${times} times`);
}
const compiled = keptOutcomes();
const untakenCompiled = all.filter((edge) => compiled.edges[edge] === undefined);
console.log(
  `the compiled chart: ${all.length - untakenCompiled.length} of ${all.length} edges, by ${compiled.taken} of ${compiled.all} outcomes`,
);
for (const edge of untaken) console.error(`No test takes the edge ${edge}`);
for (const edge of untakenCompiled) console.error(`No test takes the edge ${edge} of the compiled chart`);
process.exitCode = untaken.length + untakenCompiled.length > 0 ? 1 : 0;
