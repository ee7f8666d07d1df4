import { type InspectionEvent, isMachineSnapshot, type StateValue } from 'xstate';

/** Where a chart is, by itself, once it has taken an event. */
export interface ChartMove {
  readonly sessionId: string;
  readonly value: StateValue;
  readonly context: unknown;
  /** The ids of all active states, sorted. */
  readonly active: readonly string[];
}

/** The move that an inspection event tells of, if it does. */
export const chartMoveOf = (event: InspectionEvent): ChartMove | null => {
  if (event.type !== '@xstate.snapshot' || !isMachineSnapshot(event.snapshot)) return null;
  if (event.snapshot.status !== 'active') return null;
  const { value, context, _nodes } = event.snapshot;
  const { sessionId } = event.actorRef;
  return { sessionId, value, context: structuredClone(context), active: _nodes.map(({ id }) => id).sort() };
};
