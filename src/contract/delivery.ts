import type { Cursor, GapReason } from '../domain/delivery-frames.js';

/**
 * What became of a message. `pending`: it is not yet stored. `stored`: it survives a reload, where the outbox is persistent.
 * `sent`: it was handed to a socket. `acked`: it took effect, once. `rejected`: it never will. `lost`: the server forgot it after
 * it had acknowledged it, because a backup was restored. `cancelled`: it was called back before it was sent. `moved`: this page
 * has it no more: another page of the account took it over while this one was frozen, and sends it, or the storage was deleted.
 */
export type DeliveryStatus = 'pending' | 'stored' | 'sent' | 'acked' | 'rejected' | 'lost' | 'cancelled' | 'moved';

/**
 * Why a message was rejected by this end. `full`: the outbox is at its bounds. `too-long`: longer than the server takes.
 * `storage`: it could not be stored. `disposed`: the delivery was disposed of before it was stored. The server has codes of its own.
 */
export type DeliveryRefusal = 'full' | 'too-long' | 'storage' | 'disposed';

/** How a message ended. `seq` is null where the acknowledgement came with a welcome, or with that of a later message. */
export type DeliveryOutcome =
  | { readonly id: string; readonly status: 'acked'; readonly seq: number | null }
  | { readonly id: string; readonly status: 'rejected'; readonly code: string }
  | { readonly id: string; readonly status: 'lost' | 'cancelled' | 'moved' };

/** A message that was given to `send`. */
export interface DeliveryReceipt {
  /** Unique, and the same after a reload. */
  readonly id: string;
  /** As it is now. */
  readonly status: DeliveryStatus;
  /** Resolves once the message has ended, maybe after days; never rejects. A reload forgets it: listen for `receipt` events. */
  readonly settled: Promise<DeliveryOutcome>;
}

/** A message that has not ended. */
export interface PendingMessage {
  readonly id: string;
  readonly status: 'pending' | 'stored' | 'sent';
  readonly data: unknown;
}

/** The events of a chat's delivery. */
export interface DeliveryEventMap {
  /** An event of the chat's log, each once and in order. */
  message: {
    readonly chatId: string;
    readonly data: unknown;
    readonly epoch: string;
    readonly seq: number;
    readonly tag: string;
    /** The id of the message in this outbox that it was; null for those of others. */
    readonly id: string | null;
  };
  /** The status of a message of this outbox changed. */
  receipt: { readonly chatId: string } & (
    | { readonly id: string; readonly status: 'stored' | 'sent' }
    | DeliveryOutcome
  );
  /** What was missed cannot be told, and there is no `snapshot`: delivery goes on with what comes. */
  gap: { readonly chatId: string; readonly why: GapReason };
  /** Something that is not kept, such as "is typing". */
  brief: { readonly chatId: string; readonly from: unknown; readonly data: unknown };
}

/** The names of the events of a chat's delivery. */
export type DeliveryEventType = keyof DeliveryEventMap;

/** A function for `on`. What it throws is reported and does no further harm. */
export type DeliveryListener<Type extends DeliveryEventType> = (event: DeliveryEventMap[Type]) => void;

/** The state of a chat's delivery. The same object until something changes. */
export interface DeliverySnapshot {
  readonly chatId: string;
  /** `live`: every event comes, in order. `snapshotting`: the application fetches the state after a gap. */
  readonly link: 'down' | 'greeting' | 'snapshotting' | 'live';
  /** The messages that have not ended, in the order in which they were given. */
  readonly pending: readonly PendingMessage[];
  /** The last event that was delivered; null before the first welcome. */
  readonly cursor: Cursor | null;
  /** How many events the log had beyond the cursor when the server last said so. */
  readonly behind: number;
  /** Whether messages survive a reload. */
  readonly storage: 'persistent' | 'memory';
  /** What the codec's protocol can promise. */
  readonly guarantee: DeliveryGuarantee;
}

/** What a codec's protocol can promise of messages. */
export type DeliveryGuarantee = 'exactly-once' | 'at-least-once' | 'at-most-once';

/** The delivery of one chat. All methods are bound. It never connects by itself, except to send what is stored (DE14). */
export interface DeliveryChat {
  readonly chatId: string;
  /**
   * Takes a message for the chat: any JSON value. It is stored, sent in order, and takes effect once. Never throws because of the
   * connection's state: the receipt says what happened. Throws `TypeError` for what JSON cannot hold.
   */
  send(data: unknown): DeliveryReceipt;
  /** Calls a message back. Returns false if it was sent, has ended, is just being stored, or is not known. If
   * storage refuses that, the message goes on: its receipt says so. */
  cancel(id: string): boolean;
  /** Sends something that is not kept, if the chat is live. Returns whether it was handed to the socket. */
  sendBrief(data: unknown): boolean;
  /** Calls `fn` for every event of this type, until you call the returned function. */
  on<Type extends DeliveryEventType>(type: Type, fn: DeliveryListener<Type>): () => void;
  /** The current state. Returns the same object until something changes. */
  getSnapshot(): DeliverySnapshot;
  /** Calls `fn` immediately and on every change, until you call the returned function (Svelte's store contract). */
  subscribe(fn: (snapshot: DeliverySnapshot) => void): () => void;
}

/** A message as an outbox keeps it. */
export interface StoredMessage {
  readonly id: string;
  readonly n: number;
  readonly data: unknown;
  /** Its number will be skipped. */
  readonly isCancelled: boolean;
}

/** A sender as an outbox keeps it. */
export interface StoredSender {
  readonly id: string;
  readonly chatId: string;
  /** The highest number that is known to be settled. */
  readonly acked: number;
  /** In the order of their numbers. */
  readonly messages: readonly StoredMessage[];
}

/** An outbox that one page has opened. Each promise resolves once its change is durable, and rejects if it was not made. */
export interface OpenOutbox {
  readonly storage: 'persistent' | 'memory';
  /** The senders with messages that are this page's from now on: those of dead pages. Told at once, and whenever a page dies. */
  onFound(fn: (senders: readonly StoredSender[]) => void): void;
  /** Senders that are this page's no more: another page took them over while this one was frozen (DL6). */
  onTaken(fn: (senders: readonly string[]) => void): void;
  /** Gives each message the next number of the sender, which is made if it is new; resolves with the first number. */
  add(chatId: string, sender: string, messages: readonly Pick<StoredMessage, 'id' | 'data'>[]): Promise<number>;
  /** Drops the message of this number, and notes that the number will be skipped. */
  cancel(sender: string, n: number): Promise<void>;
  /** Forgets the messages up to `acked`, and remembers that number. */
  settle(sender: string, acked: number): Promise<void>;
  /** Numbers the messages of a sender again, from 1, under another one, and forgets the first; resolves with what it is then. */
  renew(sender: string, successor: string): Promise<StoredSender>;
  /** Gives the senders up, for another page to find. */
  close(): void;
}

/** Where messages wait. */
export interface Outbox {
  /** Called once for each delivery. If it rejects, messages wait in memory. */
  open(): Promise<OpenOutbox>;
}
