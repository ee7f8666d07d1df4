import type { ChatEventListener, ChatEventType } from './events.js';
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
   * takes, and what an open socket throws.
   *
   * @example
   * import { createChatConnections } from 'evenkeel';
   *
   * const chats = createChatConnections();
   * chats.select('42');
   * const receipt = chats.get('42').send('hello');
   * if (receipt.status === 'rejected') console.log(`not sent: ${receipt.reason}`);
   */
  send(data: SendableData): SendReceipt;
  /**
   * A fresh budget, and from `backoff` or `failed` an attempt now; the throttle still holds (AT2), and while the page is
   * frozen it restores the budget only. Changes nothing in `open` and `connecting`, nor for a chat that nobody wants.
   * Throws `DisposedError` after `dispose`.
   */
  retry(): void;
}
