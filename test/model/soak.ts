/**
 * Takes every step between the explored worlds of both charts, and then random walks for as long as asked: `npm run soak -- --minutes 10
 * --seed 1`. Exits with 1 if a rule did not hold.
 */
import { parseArgs } from 'node:util';
import { takeEveryDeliveryStep } from './delivery-chart/every-step.js';
import { type EveryStep, takeEveryStep } from './every-step.js';
import { explore } from './random-exploration.js';
import { exploreInterleavings } from './random-interleavings.js';

const WALKS_MS = 50_000;
const INTERLEAVINGS_MS = 10_000;

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' } },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new RangeError(`--minutes: expected a number over 0, got ${values.minutes}`);

const print = (line: string) => process.stdout.write(`${line}\n`);
const told = (chart: string, { paths, steps, edges }: EveryStep) =>
  print(`every step between worlds of a ${chart}: ${paths} paths, ${steps} steps, ${edges} edges`);
const every = await takeEveryStep();
told('connection', every);
const everyOfDelivery = await takeEveryDeliveryStep();
told('delivery', everyOfDelivery);
const endsAt = performance.now() + minutes * 60_000;
const restMs = (shareMs: number) => Math.max(1, Math.min(shareMs, endsAt - performance.now()));
const edges = new Set<string>();
const reports: string[] = [...every.reports, ...everyOfDelivery.reports];
let seed = values.seed === undefined ? Date.now() | 0 : Number(values.seed);
let walks = 0;
let steps = 0;
let orders = 0;

while (reports.length === 0 && performance.now() < endsAt) {
  const explored = await explore({ budgetMs: restMs(WALKS_MS), seed });
  const { interleavings, report } = await exploreInterleavings({ budgetMs: restMs(INTERLEAVINGS_MS), seed });
  reports.push(...[explored.report, report].filter((text) => text !== ''));
  walks += explored.walks;
  steps += explored.steps;
  orders += interleavings;
  for (const edge of Object.keys(explored.edges)) edges.add(edge);
  print(`seed ${seed}: so far ${walks} walks, ${steps} steps, ${edges.size} edges, ${orders} interleavings`);
  seed += 1;
}
for (const report of reports) print(report);
print(
  `${walks} walks, ${steps} steps, ${edges.size} edges of the chart, ${orders} interleavings, violations: ${reports.length}`,
);
process.exitCode = reports.length === 0 ? 0 : 1;
