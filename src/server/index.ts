/**
 * The server half of delivery, for any WebSocket like that of the package `ws`: see docs/delivery.md and docs/protocol.md.
 *
 * @packageDocumentation
 */
export type { Clock, Timer } from '../contract/clock.js';
export type { Cursor, GapReason, HelloSender, Nacked } from '../domain/delivery-frames.js';
export { createDeliveryServer, type DeliveryServer, type TrimTo } from './delivery-server.js';
export type { DeliveryServerOptions, Guest } from './delivery-server-options.js';
export { type MemoryBackup, type MemoryStore, memoryStore } from './memory-store.js';
export type { PostgresClient, PostgresPool } from './postgres-client.js';
export { postgresStore } from './postgres-store.js';
export { CloseWith, Refused } from './refusals.js';
export type { ServerEvent, ServerLogger, ServerLogRecord } from './server-log.js';
export type { ServerSocket } from './server-socket.js';
export type { SqliteDatabase, SqliteStatement } from './sqlite-schema.js';
export { sqliteStore } from './sqlite-store.js';
export {
  type DeliveryStore,
  type Entry,
  type Greeting,
  type LogState,
  type Numbered,
  type Outcome,
  type Page,
  SENDER_LIFETIME_MS,
  type StoredEvent,
  type StoreListener,
} from './store.js';
