import type { AnyEventObject } from 'xstate';
import { edgeOf } from '../../machines/chart-edges.js';
import type { InspectedChart, InspectedChat, InspectionFrame, RunningDelay } from './inspection.js';
import { plainOf } from './plain.js';

/** A transition, as far as its name depends on it. */
export type TakenEdge = Parameters<typeof edgeOf>[0];

/** What is noted of an event while the chart moves: references to what never changes, so that noting costs little. */
export interface Happening {
  readonly serial: number;
  readonly chart: InspectedChart;
  readonly at: number;
  readonly event: AnyEventObject;
  readonly edges: readonly TakenEdge[];
  readonly value: InspectedChat['value'];
  readonly context: InspectedChat['context'];
  readonly delays: readonly RunningDelay[];
}

/** Where its chart was then. */
export const chatOf = ({ chart, at, value, context, delays }: Happening): InspectedChat =>
  ({ chart, chatId: context.chatId, at, value, context: plainOf(context), delays }) as InspectedChat;

/** What a viewer is told of it. */
export const frameOf = (happening: Happening): InspectionFrame => ({
  serial: happening.serial,
  ...chatOf(happening),
  event: plainOf(happening.event) as InspectionFrame['event'],
  edges: happening.edges.map(edgeOf),
});
