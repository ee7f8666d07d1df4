/**
 * The library without XState: the same chart runs from a table that is generated from it. Everything else is the same as in
 * `evenkeel`, except that the chart cannot be inspected.
 *
 * @packageDocumentation
 */
export type {
  AttemptTrigger,
  Failure,
  FailureKind,
  FailureReason,
  GoodbyeReason,
  LastFailure,
} from '../machines/connection.types.js';
export type { AbandonVerdict, ChatConnection, SendOptions } from './contract/chat-connection.js';
export type { ChatConnections, ChatConnectionsSnapshot } from './contract/chat-connections.js';
export type { Clock, Timer } from './contract/clock.js';
export { DisposedError, EvenkeelError, RejectedError } from './contract/errors.js';
export type {
  ChatEventListener,
  ChatEventMap,
  ChatEventType,
  MessageData,
  OutgoingMessage,
  UndeliveredReason,
} from './contract/events.js';
export type { LogEvent, Logger, LogRecord } from './contract/log.js';
export type {
  AttemptRequest,
  AttemptSignal,
  BackoffFunction,
  CloseClassifier,
  CloseDecision,
  CompiledChatConnectionsOptions as ChatConnectionsOptions,
  GoodbyeRequest,
  GreetingAnswer,
  GreetingFrames,
  GreetingOptions,
  HeartbeatOptions,
  PerAttempt,
  Subprotocols,
} from './contract/options.js';
export type { PageSignal, PageSignals } from './contract/page-signals.js';
export type { SendReceipt, SendRefusal } from './contract/receipts.js';
export type { ConnectionSnapshot, ConnectionState, SnapshotFacts } from './contract/snapshot.js';
export type {
  BlobLike,
  SendableData,
  SocketCloseEvent,
  SocketErrorEvent,
  SocketEventMap,
  SocketMessageEvent,
  TimedEvent,
  WebSocketConstructor,
  WebSocketLike,
} from './contract/web-socket.js';
export type { BackoffOptions } from './domain/backoff.js';
export type { CloseInfo } from './domain/close-codes.js';
export { type GatewaySurroundings, type PageLocation, resolveGateway } from './domain/gateway.js';
export type { QueueBounds } from './domain/outgoing-queue.js';
export type { Query, QueryParams, QueryValue } from './domain/query.js';
export { platformSignals } from './effects/platform-signals.js';
export { createChatConnections } from './registry/create-compiled-chat-connections.js';
export { replaceEarlier } from './registry/replace-earlier.js';
