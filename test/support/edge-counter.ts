import { expect, onTestFinished } from 'vitest';
import type { InspectionEvent } from 'xstate';
import { edgeOf } from '../../machines/chart-edges.js';
import { type EdgeCount, keepEdges } from './chart-edges.js';

/** By test file; one for all copies of this module in a process, since a runner may load it anew for each file. */
const COUNTS = Symbol.for('evenkeel: edges taken');
const shared = globalThis as typeof globalThis & { [COUNTS]?: Map<string, EdgeCount> };
shared[COUNTS] ??= new Map();
const counts = shared[COUNTS];

type Taken = Parameters<typeof edgeOf>[0];

/** An observer for the option `inspect` that counts the chart's edges which the present test takes; they are kept when it is over. */
export const edgeCounter = (): ((event: InspectionEvent) => void) => {
  const { testPath = '' } = expect.getState();
  const taken = counts.get(testPath) ?? {};
  counts.set(testPath, taken);
  onTestFinished(() => keepEdges(testPath, taken));
  return (event) => {
    if (event.type !== '@xstate.microstep') return;
    for (const transition of event._transitions as unknown as readonly Taken[]) {
      if (transition.source === undefined || transition.eventType === 'xstate.init') continue;
      const edge = edgeOf(transition);
      taken[edge] = (taken[edge] ?? 0) + 1;
    }
  };
};
