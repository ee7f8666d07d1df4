export {
  type ConnectionMachine,
  connectionChart,
  connectionMachine,
  createConnectionMachine,
} from './connection.machine.js';
export { type ConnectionPolicy, defaultPolicy } from './connection.policy.js';
export type {
  AttemptTrigger,
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
} from './connection.types.js';
