import type { AnyEventObject } from 'xstate';
import { edgeOf } from '../../machines/chart-edges.js';
import type { ChartSnapshot } from '../engine/chart.js';
import type { InspectedChat, InspectionFrame, RunningDelay } from './inspection.js';
import { plainOf } from './plain.js';

/** A transition, as far as its name depends on it. */
export type TakenEdge = Parameters<typeof edgeOf>[0];

/** What is noted of an event while the chart moves: references to what never changes, so that noting costs little. */
export interface Happening {
  readonly serial: number;
  readonly at: number;
  readonly event: AnyEventObject;
  readonly edges: readonly TakenEdge[];
  readonly value: ChartSnapshot['value'];
  readonly context: ChartSnapshot['context'];
  readonly delays: readonly RunningDelay[];
}

/** Where its chart was then. */
export const chatOf = ({ at, value, context, delays }: Happening): InspectedChat => ({
  chatId: context.chatId,
  at,
  value,
  context: plainOf(context) as InspectedChat['context'],
  delays,
});

/** What a viewer is told of it. */
export const frameOf = (happening: Happening): InspectionFrame => ({
  serial: happening.serial,
  ...chatOf(happening),
  event: plainOf(happening.event) as InspectionFrame['event'],
  edges: happening.edges.map(edgeOf),
});
