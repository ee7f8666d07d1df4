import type { Failure } from '../../machines/connection.types.js';
import type { BlobLike, SendableData } from './web-socket.js';

/** The content of a message: text, or binary data in the form set by the option `binaryType`. */
export type MessageData = string | ArrayBuffer | BlobLike;

/** Why queued messages will not be sent (SD3). `refused`: the open socket threw when it was given the message. */
export type UndeliveredReason = 'expired' | 'refused' | 'released' | 'failed' | 'disposed';

/** A message as it was queued. For a buffer or a view, `data` is the copy that `send` made, of the same class. */
export interface OutgoingMessage {
  /** The same id as in the receipt. */
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
    /** Whether a connection was lost or replaced since the chat was last newly wanted. */
    readonly reconnected: boolean;
    /**
     * If `reconnected`: how long ago the previous connection was last known to be alive, in ms, sleep included; otherwise
     * null. That is its close if the server closed it cleanly or the page froze, else its last inbound frame, or its opening if there was none. Fetch what
     * you missed since then.
     */
    readonly lostForMs: number | null;
    /** The subprotocol that the server chose, as in the snapshot. */
    readonly protocol: string | null;
  };
  /** An open connection ended. If the library closed it, the code is 1000, `wasClean` is true, and the event comes at once. */
  close: {
    readonly chatId: string;
    readonly code: number;
    readonly reason: string;
    readonly wasClean: boolean;
    readonly willRetry: boolean;
  };
  /** The chat gave up. */
  failed: { readonly chatId: string; readonly failure: Failure };
  /** A queued message was passed to the socket. This does not mean that it was received (SD4). */
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

/** The function passed to `on`. What it throws is reported as an uncaught error and does not affect other listeners (ME2). */
export type ChatEventListener<Type extends ChatEventType> = (event: ChatEventMap[Type]) => void;
