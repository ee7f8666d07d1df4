import type { AbandonVerdict, ChatConnection, SendOptions } from '../contract/chat-connection.js';
import type { ChatEventListener, ChatEventType } from '../contract/events.js';
import type { SendReceipt } from '../contract/receipts.js';
import { type ConnectionSnapshot, keepIfSame } from '../contract/snapshot.js';
import type { SendableData } from '../contract/web-socket.js';
import type { Verdict } from '../domain/close-codes.js';
import { invalidValue } from '../domain/invalid-value.js';
import { isPayload } from '../domain/payload.js';
import { checkedVerdict } from '../options/answers.js';
import { aBoolean, type Checks, checkedFields } from '../options/option-checks.js';

/** The operations behind the handles, by chat id. */
export interface ChatOperations {
  snapshotOf(chatId: string): ConnectionSnapshot;
  subscribeTo(chat: ChatConnection, fn: (snapshot: ConnectionSnapshot) => void): () => void;
  listen<Type extends ChatEventType>(chat: ChatConnection, type: Type, fn: ChatEventListener<Type>): () => void;
  send(chatId: string, data: SendableData, mayQueue: boolean): SendReceipt;
  retryOne(chatId: string): void;
  reconnectOne(chatId: string): void;
  abandon(chatId: string, verdict: Verdict, reason: unknown): void;
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
    send: (data, options = {}) =>
      operations.send(chatId, checkSendable(data), checkedSendOptions(options).queue ?? true),
    retry: () => operations.retryOne(chatId),
    reconnect: () => operations.reconnectOne(chatId),
    abandon: (verdict, reason = '') => operations.abandon(chatId, checkVerdict(verdict), reason),
  };
  return handle;
};

const checkSendable = (data: SendableData): SendableData => {
  if (isPayload(data)) return data;
  const expected = 'a string, an ArrayBuffer or a view of one (neither shared nor detached), or a Blob';
  throw invalidValue('ERR_INVALID_ARGUMENT', 'The message', expected, data);
};

const SEND: Checks<SendOptions> = { queue: aBoolean };

const checkedSendOptions = (options: SendOptions): SendOptions => checkedFields('send.', Object(options), SEND);

const checkVerdict = (verdict: AbandonVerdict): Verdict => {
  try {
    const checked = checkedVerdict(verdict);
    if (checked !== undefined) return checked;
  } catch {
    // An invalid delay is an invalid verdict.
  }
  throw invalidValue('ERR_INVALID_ARGUMENT', 'The verdict', "'retry', 'refresh', 'fatal' or { retryAfterMs }", verdict);
};
