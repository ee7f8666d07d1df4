/**
 * The chart of a connection, for XState's own tools: with the default policy, with your own policy, and as plain data.
 * docs/statechart.md describes it state by state.
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
