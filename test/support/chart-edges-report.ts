/**
 * Tells which edges of each chart the last run of the tests took, how often and by which kind of test, and writes it to
 * coverage/<chart>-edges.json, and onto a drawing of the chart, coverage/<chart>-edges.svg. Tells how many the engine without
 * XState took. Fails when an edge was taken by none, on either engine.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { edgesOf } from '../../machines/chart-edges.js';
import { drawChart } from '../../src/inspect/chart/draw-chart.js';
import { keptOutcomes } from '../compiled/outcomes-taken.js';
import { keptEdges } from './chart-edges.js';
import { SHIPPED_CHARTS, type ShippedChart } from './shipped-charts.js';

const COVERAGE = join(import.meta.dirname, '../../coverage');

const kept = keptEdges();

/** Returns how many edges were taken by no test. */
const report = (chart: ShippedChart): number => {
  const { name, machine, layout } = chart;
  const all = edgesOf(machine.root);
  const untaken = all.filter((edge) => kept[edge] === undefined);
  writeFileSync(
    join(COVERAGE, `${name}-edges.json`),
    `${JSON.stringify(Object.fromEntries(all.map((edge) => [edge, kept[edge] ?? {}])), null, 2)}\n`,
  );
  const drawing = drawChart(layout, {
    title: `The edges of the ${name} chart that the tests took`,
    description: `How often a run of the tests took each of ${all.length} edges; ${untaken.length} were taken by none.`,
    counts: kept,
  });
  writeFileSync(join(COVERAGE, `${name}-edges.svg`), drawing);

  const kinds = [...new Set(all.flatMap((edge) => Object.keys(kept[edge] ?? {})))].sort();
  for (const kind of kinds) {
    const edges = all.filter((edge) => kept[edge]?.[kind] !== undefined);
    const times = edges.reduce((sum, edge) => sum + (kept[edge]?.[kind] ?? 0), 0);
    console.log(`${kind}: ${edges.length} of ${all.length} edges of the ${name} chart, taken ${times} times`);
  }
  const compiled = keptOutcomes(chart);
  const untakenCompiled = all.filter((edge) => compiled.edges[edge] === undefined);
  console.log(
    `the compiled ${name} chart: ${all.length - untakenCompiled.length} of ${all.length} edges, by ${compiled.taken} of ${compiled.all} outcomes`,
  );
  for (const edge of untaken) console.error(`No test takes the edge ${edge}`);
  for (const edge of untakenCompiled) console.error(`No test takes the edge ${edge} of the compiled chart`);
  return untaken.length + untakenCompiled.length;
};

const missing = SHIPPED_CHARTS.map(report);
process.exitCode = missing.every((count) => count === 0) ? 0 : 1;
