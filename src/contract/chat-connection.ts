import type { ChatEventListener, ChatEventType } from './events.js';
import type { CloseDecision } from './options.js';
import type { SendReceipt } from './receipts.js';
import type { ConnectionSnapshot } from './snapshot.js';
import type { SendableData } from './web-socket.js';

/** The handle of one chat. All methods are bound. */
export interface ChatConnection {
  readonly chatId: string;
  /** What is true now: the same object until something changes; messages change nothing. */
  getSnapshot(): ConnectionSnapshot;
  /** Calls `fn` at once and on every change, until the returned function is called (Svelte's store contract). */
  subscribe(fn: (snapshot: ConnectionSnapshot) => void): () => void;
  /** Calls `fn` for every event of that type of this chat, until the returned function is called. */
  on<Type extends ChatEventType>(type: Type, fn: ChatEventListener<Type>): () => void;
  /**
   * Hands the data to the open socket, else queues it within the bounds of the option `queue` (SD1); of a buffer it
   * queues a copy. Never throws for a connection's state: the receipt tells. Throws `TypeError` for data that no socket
   * takes, and what an open socket throws. With `{ queue: false }` nothing waits: what cannot go out now is `rejected` with
   * `not-open`, which is right for typing marks and keep-alives.
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
   * A fresh budget, and from `backoff` or `failed` an attempt now; the throttle still holds (AT2), and while the page is
   * frozen it restores the budget only. Changes nothing in `open` and `connecting`, nor for a chat that nobody wants.
   * Throws `DisposedError` after `dispose`.
   */
  retry(): void;
  /**
   * The credentials changed: replaces the open connection by a new one, or gives up an attempt that is under way for another; the
   * request's trigger is then `renewed`. Elsewhere it does what `retry()` does (RE7). The throttle still holds (AT2), the budget is
   * restored, and no failure counts. A lingering connection is closed; a chat that nobody wants is left as it is. Throws
   * `DisposedError` after `dispose`.
   */
  reconnect(): void;
  /**
   * Says that the open connection is no good, as the application saw in a message: it is left, and what follows is what follows of
   * a close of that class (RE5, RE8). `reason`, a text or an error, is for the log and `lastFailure`, and is redacted. Changes nothing where the
   * chat is not open. Throws `TypeError` for another verdict, and `DisposedError` after `dispose`.
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

/** What an abandoned connection is taken for: a close of that class (RE5). */
export type AbandonVerdict = Exclude<CloseDecision, undefined>;

/** How a message is sent. */
export interface SendOptions {
  /** Whether it may wait in the queue; default true. */
  readonly queue?: boolean;
}
