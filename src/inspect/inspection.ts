import type { StateValue } from 'xstate';
import type { ConnectionContext } from '../../machines/connection.types.js';
import type { DeliveryContext } from '../../machines/delivery.types.js';

/** A delay of the chart that runs: `throttleRest`, `backoffDelay`, `stableUptime`, … */
export interface RunningDelay {
  /** As in the chart. */
  readonly name: string;
  /** Milliseconds since 1970, as everything that is displayed. */
  readonly startedAt: number;
  /** How long it is in all. */
  readonly delayMs: number;
}

/** Which chart of a chat: that of its connection, or that of its delivery. */
export type InspectedChart = InspectedChat['chart'];

/** Where the chart of a chat's connection is, once it has taken an event. */
export interface InspectedConnection {
  readonly chart: 'connection';
  readonly chatId: string;
  /** When, in milliseconds since 1970. */
  readonly at: number;
  /** The states it is in. */
  readonly value: StateValue;
  readonly context: ConnectionContext;
  /** Those that run. */
  readonly delays: readonly RunningDelay[];
}

/** Where the chart of a chat's delivery is, likewise. */
export interface InspectedDelivery extends Omit<InspectedConnection, 'chart' | 'context'> {
  readonly chart: 'delivery';
  readonly context: DeliveryContext;
}

/** Where a chart of a chat is. */
export type InspectedChat = InspectedConnection | InspectedDelivery;

/** An event that a chart of a chat took. */
export type InspectionFrame = InspectedChat & {
  /** Serial number, from 1, over all chats: what is missing was dropped. */
  readonly serial: number;
  readonly event: { readonly type: string; readonly [fact: string]: unknown };
  /** The edges of the chart that it went along, by their names. */
  readonly edges: readonly string[];
};

/**
 * What a viewer that opens late is told first, and what is saved: plain data, without address, token or message body. What
 * JSON has no word for is a string in contexts and events: `'Infinity'`, `'NaN'`, `'undefined'`, `'[Error]'`.
 */
export interface InspectionRecord {
  readonly format: 'evenkeel-inspection';
  readonly version: 1;
  /** Every chart of every chat that there is, as it is now. */
  readonly chats: readonly InspectedChat[];
  /** The latest frames, oldest first. */
  readonly frames: readonly InspectionFrame[];
  /** How many frames were dropped to keep within bounds. */
  readonly dropped: number;
}

/** What an inspector tells a viewer: first all there is (again, if the viewer was cut off), then what happens, in batches. */
export type InspectionMessage =
  | { readonly type: 'record'; readonly record: InspectionRecord }
  | {
      readonly type: 'frames';
      readonly frames: readonly InspectionFrame[];
      /** Chats that were forgotten since: none of their charts is left. */
      readonly gone: readonly string[];
      /** In all, so far. */
      readonly dropped: number;
    };

/** Where a viewer gets its messages: the inspector itself in a page, its server from elsewhere. */
export interface InspectionSource {
  /** Calls `fn` with the record, then with every batch, until the returned function is called. */
  subscribe(fn: (message: InspectionMessage) => void): () => void;
}
