import type { ConnectionEnd, ConnectionEvent } from './connection.types.js';

/** A time is up. XState has a name for each timer; no function of the chart asks which it is. */
export interface TimerEvent {
  readonly type: 'timer';
}

/** At what the functions of the chart are asked: what the chart is told, or that a time is up. */
export type ChartEvent = ConnectionEvent | TimerEvent;

/** The event, which is of that type: no name in the chart is used where it is another. */
export const eventOf = <Type extends ConnectionEvent['type']>(event: ChartEvent, type: Type) => {
  if (event.type !== type) throw new Error(`expected ${type}, received ${event.type}`);
  return event as Extract<ConnectionEvent, { readonly type: Type }>;
};

/** The end that the event reports. */
export const endOf = (event: ChartEvent): ConnectionEnd => {
  const { type: _, ...end } = eventOf(event, 'connection.ended');
  return end;
};
