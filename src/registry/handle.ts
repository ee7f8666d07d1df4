import type { ChatConnection } from '../contract/chat-connection.js';
import type { ChatEventListener, ChatEventType } from '../contract/events.js';
import type { SendReceipt } from '../contract/receipts.js';
import { type ConnectionSnapshot, keepIfSame } from '../contract/snapshot.js';
import type { SendableData } from '../contract/web-socket.js';
import { invalidValue } from '../domain/invalid-value.js';
import { isPayload } from '../domain/payload.js';

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
