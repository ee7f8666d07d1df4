/**
 * The library: the connections of an application's chats, their handles, options, snapshots, events and errors.
 *
 * @packageDocumentation
 */
export type {
  AttemptTrigger,
  Failure,
  FailureKind,
  FailureReason,
  LastFailure,
} from '../machines/connection.types.js';
export type { ChatConnection } from './chat-connection.js';
export { type ChatConnections, createChatConnections } from './chat-connections.js';
export type { BackoffOptions } from './domain/backoff.js';
export type { CloseInfo } from './domain/close-codes.js';
export { type GatewaySurroundings, type PageLocation, resolveGateway } from './domain/gateway.js';
export type { QueueBounds } from './domain/outgoing-queue.js';
export type { Query, QueryParams, QueryValue } from './domain/query.js';
export type { Clock, Timer } from './effects/clock.js';
export { type PageSignal, type PageSignals, platformSignals } from './effects/page-signals.js';
export type {
  BlobLike,
  SendableData,
  SocketCloseEvent,
  SocketEventMap,
  SocketMessageEvent,
  WebSocketConstructor,
  WebSocketLike,
} from './effects/web-socket.js';
export { DisposedError, EvenkeelError, RejectedError } from './errors.js';
export type {
  ChatEventListener,
  ChatEventMap,
  ChatEventType,
  MessageData,
  OutgoingMessage,
  UndeliveredReason,
} from './events.js';
export type { SendReceipt, SendRefusal } from './live-chat.js';
export type { LogEvent, Logger, LogRecord } from './log.js';
export type {
  AttemptRequest,
  AttemptSignal,
  BackoffFunction,
  ChatConnectionsOptions,
  CloseClassifier,
  CloseDecision,
  HeartbeatOptions,
  InspectionObserver,
  PerAttempt,
  Subprotocols,
} from './options.js';
export type { ConnectionSnapshot, ConnectionState, SnapshotFacts } from './snapshot.js';
export type { ChatConnectionsSnapshot } from './snapshot-store.js';
