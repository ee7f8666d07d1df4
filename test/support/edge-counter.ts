import { expect, onTestFinished } from 'vitest';
import type { InspectionEvent } from 'xstate';
import { keepEdges } from './chart-edges.js';
import { countEdges, type EdgeCount } from './edges-taken.js';
import { isInspectable } from './engine-in-use.js';

/** By test file; one for all copies of this module in a process, since a runner may load it anew for each file. */
const COUNTS = Symbol.for('evenkeel: edges taken');
const shared = globalThis as typeof globalThis & { [COUNTS]?: Map<string, EdgeCount> };
shared[COUNTS] ??= new Map();
const counts = shared[COUNTS];

/** An observer for the option `inspect` that counts the chart's edges which the present test takes; they are kept when it is over. */
export const edgeCounter = (): ((event: InspectionEvent) => void) => {
  const { testPath = '' } = expect.getState();
  const taken = counts.get(testPath) ?? {};
  counts.set(testPath, taken);
  if (isInspectable) onTestFinished(() => keepEdges(testPath, taken));
  return (event) => countEdges(taken, event);
};
