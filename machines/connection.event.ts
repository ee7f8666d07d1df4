import type { ConnectionEnd, ConnectionEvent } from './connection.types.js';

/** The event, which is of that type: no name in the chart is used where it is another. */
export const eventOf = <Type extends ConnectionEvent['type']>(event: ConnectionEvent, type: Type) => {
  if (event.type !== type) throw new Error(`expected ${type}, received ${event.type}`);
  return event as Extract<ConnectionEvent, { readonly type: Type }>;
};

/** The end that the event reports. */
export const endOf = (event: ConnectionEvent): ConnectionEnd => {
  const { type: _, ...end } = eventOf(event, 'connection.ended');
  return end;
};
