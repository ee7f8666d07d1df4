/** How deadlines end an attempt or a connection: by the one event that every end is. */
import type { ConnectionPolicy } from './connection.policy.js';
import type { ConnectionEnd, FailureKind } from './connection.types.js';

export type EndEvent = { readonly type: 'connection.ended' } & ConnectionEnd;

export type ConnectionDeadline = (policy: ConnectionPolicy) => EndEvent;

const endedBy = (kind: FailureKind, message: string): EndEvent => ({
  type: 'connection.ended',
  kind,
  message,
  close: null,
  verdict: 'retry',
});

export const endUnresolved: ConnectionDeadline = ({ resolveTimeoutMs }) =>
  endedBy('address', `no address within ${resolveTimeoutMs} ms`);

export const endUnopened: ConnectionDeadline = ({ connectTimeoutMs }) =>
  endedBy('timeout', `no handshake within ${connectTimeoutMs} ms`);

export const endHalfOpen: ConnectionDeadline = () =>
  endedBy('half-open', 'no sign of life within the time a probe has');
