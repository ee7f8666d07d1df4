import type { ChatEventListener, ChatEventType } from './events.js';
import type { CloseDecision } from './options.js';
import type { SendReceipt } from './receipts.js';
import type { ConnectionSnapshot } from './snapshot.js';
import type { SendableData } from './web-socket.js';

/** The handle of one chat. All methods are bound. */
export interface ChatConnection {
  readonly chatId: string;
  /** The current state. Returns the same object until something changes; messages change nothing. */
  getSnapshot(): ConnectionSnapshot;
  /** Calls `fn` immediately and on every change, until you call the returned function (Svelte's store contract). */
  subscribe(fn: (snapshot: ConnectionSnapshot) => void): () => void;
  /** Calls `fn` for every event of this type on this chat, until you call the returned function. */
  on<Type extends ChatEventType>(type: Type, fn: ChatEventListener<Type>): () => void;
  /**
   * Passes the data to the open socket. If it cannot, it queues the data within the bounds of the option `queue` (SD1); a
   * buffer is copied into the queue. Never throws because of the connection's state: the receipt says what happened. Throws
   * `TypeError` for data that no socket accepts, and whatever an open socket throws. With `{ queue: false }` nothing is
   * queued: a message that cannot be sent now is `rejected` with `not-open`. Use this for typing indicators and keep-alives.
   *
   * @example
   * import { createChatConnections } from 'evenkeel';
   *
   * const chats = createChatConnections();
   * chats.select('42');
   * const receipt = chats.get('42').send('hello');
   * if (receipt.status === 'rejected') console.log(`not sent: ${receipt.reason}`);
   */
  send(data: SendableData, options?: SendOptions): SendReceipt;
  /**
   * Restores the budget; in `backoff` or `failed` it also starts an attempt now. The throttle still applies (AT2). While the
   * page is frozen it only restores the budget. Does nothing in `open` and `connecting`, or if nobody wants the chat. Throws
   * `DisposedError` after `dispose`.
   */
  retry(): void;
  /**
   * Call it when the credentials changed. Replaces the open connection by a new one, or cancels the attempt under way and
   * starts another; the trigger of the request is then `renewed`. In other states it does what `retry()` does (RE7). The
   * throttle still applies (AT2), the budget is restored, and no failure is counted. Closes a lingering connection. Does
   * nothing if nobody wants the chat. Throws `DisposedError` after `dispose`.
   */
  reconnect(): void;
  /**
   * Gives up the open connection, for example because a message told the application that it is no longer valid. What
   * follows is the same as after a close with this verdict (RE5, RE8). `reason`, a text or an error, goes to the log and to
   * `lastFailure`; it is redacted. Does nothing if the chat is not open. Throws `TypeError` for any other verdict, and
   * `DisposedError` after `dispose`.
   *
   * @example
   * import { createChatConnections } from 'evenkeel';
   *
   * const chats = createChatConnections();
   * chats.on('message', ({ chatId, data }) => {
   *   if (data === '44 unauthorized') chats.get(chatId).abandon('refresh', 'unauthorized');
   * });
   */
  abandon(verdict: AbandonVerdict, reason?: unknown): void;
}

/** How an abandoned connection is treated: like a close with this verdict (RE5). */
export type AbandonVerdict = Exclude<CloseDecision, undefined>;

/** How a message is sent. */
export interface SendOptions {
  /** Whether the message may wait in the queue. Default true. */
  readonly queue?: boolean;
}
