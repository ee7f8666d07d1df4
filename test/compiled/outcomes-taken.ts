import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EdgeCount } from '../support/edges-taken.js';
import type { ShippedChart } from '../support/shipped-charts.js';
import { type ChartValue, observeChart } from './observed-chart.js';

/** Where the counts of a run lie, one of each process, until the run is over. */
const PARTS = join(import.meta.dirname, '../../coverage/chart-outcomes');

/** One for all copies of this module in a process, since a runner may load it again for each file. */
const COUNTS = Symbol.for('evenkeel: outcomes taken');
const shared = globalThis as typeof globalThis & { [COUNTS]?: Record<string, number> };
shared[COUNTS] ??= {};
const counts = shared[COUNTS];

/** Counts an outcome of a compiled chart: its chart, its place, its event, and what its guards answered. */
export const count = (outcome: string): void => {
  counts[outcome] = (counts[outcome] ?? 0) + 1;
};

/** Keeps what this process has counted so far. */
export const keepOutcomes = (): void => {
  mkdirSync(PARTS, { recursive: true });
  writeFileSync(join(PARTS, `${process.pid}.json`), JSON.stringify(counts));
};

export const forgetOutcomes = (): void => rmSync(PARTS, { recursive: true, force: true });

/** What was kept of a chart: how many outcomes of how many, and the edges that they are in XState, by how often. */
export const keptOutcomes = ({
  name,
  machine,
  compiled: { events, values },
}: ShippedChart): { readonly taken: number; readonly all: number; readonly edges: EdgeCount } => {
  const kept: Record<string, number> = {};
  for (const file of readdirSync(PARTS)) {
    const part = JSON.parse(readFileSync(join(PARTS, file), 'utf8')) as Record<string, number>;
    for (const [outcome, times] of Object.entries(part)) kept[outcome] = (kept[outcome] ?? 0) + times;
  }
  const { events: known, outcomes, edgesTaken } = observeChart(machine);
  const numbered = [...events, ...known.filter((type) => type.startsWith('xstate.after.'))];
  const edges: EdgeCount = {};
  let all = 0;
  let taken = 0;
  for (const [place, value] of (values as readonly ChartValue[]).entries()) {
    for (const [event, type] of numbered.entries()) {
      const every = outcomes(value, type);
      const isRow = every.some((one) => edgesTaken(value, type, one).length > 0);
      if (!isRow) continue;
      for (const outcome of every) {
        all += 1;
        const times =
          kept[`${name} ${place} ${event} ${outcome.asked.map(([, answer]) => (answer ? 'y' : 'n')).join('')}`] ?? 0;
        if (times === 0) continue;
        taken += 1;
        for (const edge of edgesTaken(value, type, outcome)) edges[edge] = (edges[edge] ?? 0) + times;
      }
    }
  }
  return { taken, all, edges };
};
