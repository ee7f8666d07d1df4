import type { DeliveryCommand, DeliveryContext, DeliveryEvent } from '../../machines/delivery.types.js';
import type { ChatConnections } from '../contract/chat-connections.js';
import type { DeliveryEventMap, DeliveryRefusal } from '../contract/delivery.js';
import type { AttemptSignal } from '../contract/options.js';
import type { Cursor, GapReason } from '../domain/delivery-frames.js';
import type { ChartHost, DefinedChart } from '../engine/definition.js';
import type { DeliveryCodec } from './codec.js';
import type { DrainedChat } from './drain.js';

/** What is asked for the state of a chat after a gap. */
export interface SnapshotRequest {
  readonly chatId: string;
  readonly why: GapReason;
  /** Aborts when the answer is not wanted any more. */
  readonly signal: AttemptSignal;
}

/** What a chat needs from the delivery that made it. */
export interface DeliveryOwner {
  readonly connections: ChatConnections;
  readonly codec: DeliveryCodec;
  now(): number;
  randomText(): string;
  runChart(
    chatId: string,
    host: ChartHost<DeliveryContext, DeliveryCommand>,
  ): DefinedChart<DeliveryContext, DeliveryEvent>;
  auth(chatId: string): unknown;
  snapshot(request: SnapshotRequest): Promise<Cursor>;
  /** Why the outbox cannot take so many more bytes; null if it can. */
  refusalOf(bytes: number): DeliveryRefusal | null;
  took(bytes: number): void;
  ended(bytes: number): void;
  /** There may be more or fewer messages. `hasMoved`: some came, or came nearer to their end. */
  progressed(chat: DrainedChat, hasMoved: boolean): void;
  /** An event was delivered. */
  commit(event: DeliveryEventMap['message']): void;
  storageFailed(chatId: string, error: unknown): void;
  snapshotFailed(chatId: string, error: unknown): void;
}
