/**
 * Delivery over the connections: messages that take effect once and in order, across drops, reloads and restarts, and events of
 * which none is missed unseen. The server keeps docs/protocol.md.
 *
 * @packageDocumentation
 */
export type {
  DeliveryChat,
  DeliveryEventMap,
  DeliveryEventType,
  DeliveryGuarantee,
  DeliveryListener,
  DeliveryOutcome,
  DeliveryReceipt,
  DeliveryRefusal,
  DeliverySnapshot,
  DeliveryStatus,
  OpenOutbox,
  Outbox,
  PendingMessage,
  StoredMessage,
  StoredSender,
} from '../contract/delivery.js';
export type {
  ClientFrame,
  Cursor,
  EventFrame,
  GapReason,
  HelloFrame,
  HelloSender,
  MsgFrame,
  Nacked,
  ServerFrame,
  SkipFrame,
  WelcomeFrame,
} from '../domain/delivery-frames.js';
export { type CentrifugoCodecOptions, centrifugoCodec } from './centrifugo-codec.js';
export type { CodecSession, DeliveryCodec } from './codec.js';
export type { Commit } from './commits.js';
export {
  createDelivery,
  type Delivery,
  type DeliveryConnectionsOptions,
  type DeliveryOptions,
} from './create-delivery.js';
export type { SnapshotRequest } from './delivery-owner.js';
export { type IndexedDbOutboxOptions, indexedDbOutbox } from './indexed-db-outbox.js';
export { jsonCodec } from './json-codec.js';
export { memoryOutbox } from './memory-outbox.js';
