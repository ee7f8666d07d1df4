import type { DeliveryCommand, DeliveryContext, DeliveryEvent } from '../../machines/delivery.types.js';
import type { ChatConnections } from '../contract/chat-connections.js';
import type { DeliveryRefusal } from '../contract/delivery.js';
import type { AttemptSignal } from '../contract/options.js';
import type { Cursor, GapReason } from '../domain/delivery-frames.js';
import type { ChartHost, DefinedChart } from '../engine/definition.js';
import type { DeliveryCodec } from './codec.js';
import type { Commit } from './commits.js';
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
  /** For a message; no other page gives the same. */
  newId(): string;
  runChart(
    chatId: string,
    host: ChartHost<DeliveryContext, DeliveryCommand>,
  ): DefinedChart<DeliveryContext, DeliveryEvent>;
  readonly commit: Commit | undefined;
  readonly snapshot: ((request: SnapshotRequest) => Promise<Cursor>) | undefined;
  auth(chatId: string): unknown;
  /** Why the outbox cannot take so many more bytes; null if it can. */
  refusalOf(bytes: number): DeliveryRefusal | null;
  took(bytes: number): void;
  ended(bytes: number): void;
  /** There may be more or fewer messages. `hasMoved`: some came, or came nearer to their end. */
  progressed(chat: DrainedChat, hasMoved: boolean): void;
  /** Something of the application's or of the platform's has failed; what follows from it is said otherwise. */
  failed(chatId: string, what: string, error: unknown): void;
}
