import { invalidValue } from './domain/invalid-value.js';
import { isPayload } from './domain/payload.js';
import type { SendableData } from './effects/web-socket.js';
import type { ChatEventListener, ChatEventType } from './events.js';
import type { SendReceipt } from './live-chat.js';
import { type ConnectionSnapshot, keepIfSame } from './snapshot.js';

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
   */
  send(data: SendableData): SendReceipt;
  /**
   * A fresh budget, and from `backoff` or `failed` an attempt now; the throttle still holds (AT2), and while the page is
   * frozen it restores the budget only. Changes nothing in `open` and `connecting`, nor for a chat that nobody wants.
   * Throws `DisposedError` after `dispose`.
   */
  retry(): void;
}

/** What handles delegate to, by chat id. */
export interface ChatOperations {
  snapshotOf(chatId: string): ConnectionSnapshot;
  subscribeTo(chat: ChatConnection, fn: (snapshot: ConnectionSnapshot) => void): () => void;
  listen<Type extends ChatEventType>(chat: ChatConnection, type: Type, fn: ChatEventListener<Type>): () => void;
  send(chatId: string, data: SendableData): SendReceipt;
  retryOne(chatId: string): void;
}

/** A handle is light: it holds the chat's id and the last snapshot it gave out. */
export const createHandle = (chatId: string, operations: ChatOperations): ChatConnection => {
  let last: ConnectionSnapshot | null = null;
  const handle: ChatConnection = {
    chatId,
    getSnapshot: () => {
      last = keepIfSame(last, operations.snapshotOf(chatId));
      return last;
    },
    subscribe: (fn) => operations.subscribeTo(handle, fn),
    on: (type, fn) => operations.listen(handle, type, fn),
    send: (data) => operations.send(chatId, checkSendable(data)),
    retry: () => operations.retryOne(chatId),
  };
  return handle;
};

const checkSendable = (data: SendableData): SendableData => {
  if (isPayload(data)) return data;
  const expected = 'a string, an ArrayBuffer or a view of one (neither shared nor detached), or a Blob';
  throw invalidValue('ERR_INVALID_ARGUMENT', 'The message', expected, data);
};
