/** How deadlines, and the application, end an attempt or a connection: every end is the same event. */
import { type ChartEvent, eventOf } from './connection.event.js';
import type { ConnectionPolicy } from './connection.policy.js';
import type { ConnectionEnd, FailureKind } from './connection.types.js';

export type EndEvent = { readonly type: 'connection.ended' } & ConnectionEnd;

export type ConnectionEnding = (policy: ConnectionPolicy, event: ChartEvent) => EndEvent;

const endedBy = (kind: FailureKind, message: string): EndEvent => ({
  type: 'connection.ended',
  kind,
  message,
  close: null,
  verdict: 'retry',
});

export const endUnresolved: ConnectionEnding = ({ resolveTimeoutMs }) =>
  endedBy('address', `no address within ${resolveTimeoutMs} ms`);

export const endUnopened: ConnectionEnding = ({ connectTimeoutMs }) =>
  endedBy('timeout', `no handshake within ${connectTimeoutMs} ms`);

export const endUngreeted: ConnectionEnding = ({ greetingTimeoutMs }) =>
  endedBy('greeting', `no welcome within ${greetingTimeoutMs} ms`);

export const endHalfOpen: ConnectionEnding = () => endedBy('half-open', 'no sign of life before the probe timed out');

export const endAbandoned: ConnectionEnding = (_, event) => {
  const { verdict, message } = eventOf(event, 'chat.abandon');
  return { ...endedBy('abandoned', message), verdict };
};
