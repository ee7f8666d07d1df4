import type { AnyEventObject } from 'xstate';
import { edgeOf } from '../../machines/chart-edges.js';
import { initialContext } from '../../machines/connection.context.js';
import type { ChartSnapshot } from '../snapshot.js';
import type { InspectedChat, InspectionFrame } from './inspection.js';
import { plainOf } from './plain.js';

/** A transition, as far as its name depends on it. */
export type TakenEdge = Parameters<typeof edgeOf>[0];

/** A timer of the chart; its id is the type of the event that it will send. */
export interface SetDelay {
  readonly id: string;
  readonly startedAt: number;
  readonly delayMs: number;
}

/** What is noted of an event while the chart moves: references to what never changes, so that noting costs little. */
export interface Happening {
  readonly serial: number;
  readonly at: number;
  readonly event: AnyEventObject;
  readonly edges: readonly TakenEdge[];
  readonly value: ChartSnapshot['value'];
  readonly context: ChartSnapshot['context'];
  readonly delays: readonly SetDelay[];
}

/** Where its chart was then. */
export const chatOf = ({ at, value, context, delays }: Happening): InspectedChat => ({
  chatId: context.chatId,
  at,
  value,
  context: plainContextOf(context),
  delays: delays.map(({ id, ...times }) => ({ name: delayNameOf(id), ...times })),
});

/** What a viewer is told of it. */
export const frameOf = (happening: Happening): InspectionFrame => ({
  serial: happening.serial,
  ...chatOf(happening),
  event: plainOf(happening.event) as InspectionFrame['event'],
  edges: happening.edges.map(edgeOf),
});

/** Of `xstate.after.<name>.<id of the state>`. */
const delayNameOf = (id: string): string => id.split('.')[2] ?? id;

const FACTS = Object.keys(initialContext('')) as (keyof InspectedChat['context'])[];

/** Looks at its known fields: to enumerate those of an object that grew as contexts do takes several times as long. */
const plainContextOf = (context: ChartSnapshot['context']): InspectedChat['context'] =>
  FACTS.every((name) => plainOf(context[name]) === context[name]) ? context : (plainOf(context) as typeof context);
