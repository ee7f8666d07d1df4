import type { InspectionEvent } from 'xstate';
import { edgeOf } from '../../machines/chart-edges.js';

/** How often each edge of the chart was taken. */
export type EdgeCount = Record<string, number>;

/** Counts the edges that an inspection event tells of. */
export const countEdges = (counts: EdgeCount, event: InspectionEvent): void => {
  if (event.type !== '@xstate.microstep') return;
  for (const transition of event._transitions) {
    if (transition.source === undefined || transition.eventType === 'xstate.init') continue;
    const edge = edgeOf(transition);
    counts[edge] = (counts[edge] ?? 0) + 1;
  }
};
