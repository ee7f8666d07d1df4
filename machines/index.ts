/**
 * The chart of a connection, for XState's own tools: under the default policy, under one of your own, and as plain data. What
 * it does, state by state, is in docs/statechart.md.
 *
 * @packageDocumentation
 */
export type { Verdict } from '../src/domain/close-codes.js';
export type { Moment } from '../src/domain/moment.js';
export {
  type ConnectionMachine,
  connectionChart,
  connectionMachine,
  createConnectionMachine,
} from './connection.machine.js';
export type { ConnectionReport } from './connection.notices.js';
export { type ConnectionPolicy, defaultPolicy } from './connection.policy.js';
export type {
  AttemptTrigger,
  Budget,
  ConnectionContext,
  ConnectionEnd,
  ConnectionEvent,
  ConnectionInput,
  ConnectionNotice,
  Failure,
  FailureKind,
  FailureReason,
  LastFailure,
  PageState,
  SocketCommand,
  SocketInput,
  Wait,
} from './connection.types.js';
