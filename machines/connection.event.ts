import type { ConnectionEnd, ConnectionEvent } from './connection.types.js';

/** A timer has fired. XState names each timer; no function of the chart asks for the name. */
export interface TimerEvent {
  readonly type: 'timer';
}

/** The event that the functions of the chart get: what the chart was told, or a timer. */
export type ChartEvent = ConnectionEvent | TimerEvent;

/** The event, which must be of this type: each name in the chart is used only where it is. */
export const eventOf = <Type extends ConnectionEvent['type']>(event: ChartEvent, type: Type) => {
  if (event.type !== type) throw new Error(`expected ${type}, received ${event.type}`);
  return event as Extract<ConnectionEvent, { readonly type: Type }>;
};

/** The end that the event reports. */
export const endOf = (event: ChartEvent): ConnectionEnd => {
  const { type: _, ...end } = eventOf(event, 'connection.ended');
  return end;
};
