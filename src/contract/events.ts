import type { Failure } from '../../machines/connection.types.js';
import type { BlobLike, SendableData } from './web-socket.js';

/** What a message holds: text, or binary data as the option `binaryType` says. */
export type MessageData = string | ArrayBuffer | BlobLike;

/** Why queued messages will not be sent (SD3). `refused`: the open socket threw at it. */
export type UndeliveredReason = 'expired' | 'refused' | 'released' | 'failed' | 'disposed';

/** A message as it was queued: of a buffer or a view it has the copy that `send` made, of the same class. */
export interface OutgoingMessage {
  /** That of the receipt. */
  readonly id: number;
  readonly data: SendableData;
}

/** The events of a chat and their payloads. */
export interface ChatEventMap {
  /** A message arrived. */
  message: { readonly chatId: string; readonly data: MessageData };
  /** A connection opened. */
  open: {
    readonly chatId: string;
    readonly attempt: number;
    /** A connection was lost or replaced since the chat was last newly wanted. */
    readonly reconnected: boolean;
    /**
     * Then: how long ago that connection was last known alive, in ms, sleep included: at its `close` if that was clean,
     * else at its last inbound frame or its opening. Fetch what was missed since.
     */
    readonly lostForMs: number | null;
    /** The subprotocol that the server chose, as in the snapshot. */
    readonly protocol: string | null;
  };
  /** An open connection ended: by the peer, or by us (then 1000, clean, at once). */
  close: {
    readonly chatId: string;
    readonly code: number;
    readonly reason: string;
    readonly wasClean: boolean;
    readonly willRetry: boolean;
  };
  /** The chat gave up. */
  failed: { readonly chatId: string; readonly failure: Failure };
  /** A queued message was handed to the socket, which is not to say that it was received (SD4). */
  sent: { readonly chatId: string; readonly id: number; readonly data: SendableData };
  /** Queued messages that will not be sent (SD3). */
  undelivered: {
    readonly chatId: string;
    readonly messages: readonly OutgoingMessage[];
    readonly reason: UndeliveredReason;
  };
}

/** The names of the events. */
export type ChatEventType = keyof ChatEventMap;

/** What `on` calls; what it throws is reported as an uncaught error, and harms no other (ME2). */
export type ChatEventListener<Type extends ChatEventType> = (event: ChatEventMap[Type]) => void;
