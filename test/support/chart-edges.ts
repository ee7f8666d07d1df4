import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InspectionEvent } from 'xstate';
import { edgeOf } from '../../machines/chart-edges.js';

/** Where the parts of a run's count lie, one for each test file, until the run is over. */
const PARTS = join(import.meta.dirname, '../../coverage/chart-edges');

/** How often each edge of the chart was taken. */
export type EdgeCount = Record<string, number>;

const taken: EdgeCount = {};

type Taken = Parameters<typeof edgeOf>[0];

/** For the option `inspect`: counts the chart's edges that a test takes. */
export const countEdges = (event: InspectionEvent): void => {
  if (event.type !== '@xstate.microstep') return;
  for (const transition of event._transitions as unknown as readonly Taken[]) {
    if (transition.source === undefined || transition.eventType === 'xstate.init') continue;
    const edge = edgeOf(transition);
    taken[edge] = (taken[edge] ?? 0) + 1;
  }
};

/** Keeps what a test file took; its kind is its folder under test/. */
export const keepEdges = (testPath: string): void => {
  if (Object.keys(taken).length === 0) return;
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
