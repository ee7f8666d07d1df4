import type {
  BlobLike,
  ChatConnection,
  ChatConnections,
  ChatEventMap,
  ChatEventType,
  Failure,
  MessageData,
  OutgoingMessage,
  SendableData,
  SendReceipt,
  SendRefusal,
} from 'evenkeel';
import { holds, type Same } from './same.js';

export const narrowedByStatus = (receipt: SendReceipt) => {
  holds<Same<typeof receipt.id, number>>();
  holds<Same<typeof receipt.status, 'sent' | 'queued' | 'rejected'>>();
  if (receipt.status === 'rejected') {
    holds<Same<typeof receipt.reason, SendRefusal>>();
    return;
  }
  holds<Same<typeof receipt.status, 'sent' | 'queued'>>();
  // @ts-expect-error what was taken has no reason
  void receipt.reason;
};

export const sent = (chat: ChatConnection, buffer: ArrayBuffer, bytes: Uint8Array, blob: BlobLike) => {
  holds<Same<ReturnType<typeof chat.send>, SendReceipt>>();
  for (const data of ['text', buffer, bytes, new DataView(buffer), blob]) chat.send(data);
  // @ts-expect-error a socket takes no object: it is the user who says how it becomes text
  chat.send({ type: 'message' });
  // @ts-expect-error nor a number
  chat.send(42);
};

export const byName = (chats: ChatConnections) => {
  holds<Same<ChatEventType, 'message' | 'open' | 'close' | 'failed' | 'sent' | 'undelivered'>>();
  chats.on('message', (event) => {
    holds<Same<typeof event, { readonly chatId: string; readonly data: MessageData }>>();
    holds<Same<typeof event.data, string | ArrayBuffer | BlobLike>>();
  });
  chats.on('open', ({ attempt, reconnected, lostForMs, protocol }) => {
    holds<Same<typeof attempt, number>>();
    holds<Same<typeof reconnected, boolean>>();
    holds<Same<typeof lostForMs, number | null>>();
    holds<Same<typeof protocol, string | null>>();
  });
  chats.on('close', ({ code, reason, wasClean, willRetry }) => {
    holds<Same<typeof code, number>>();
    holds<Same<typeof reason, string>>();
    holds<Same<typeof wasClean, boolean>>();
    holds<Same<typeof willRetry, boolean>>();
  });
  chats.get('42').on('failed', ({ failure }) => holds<Same<typeof failure, Failure>>());
  chats.get('42').on('sent', ({ id, data }) => {
    holds<Same<typeof id, number>>();
    holds<Same<typeof data, SendableData>>();
  });
  const stop = chats.on('undelivered', ({ messages, reason }) => {
    holds<Same<typeof messages, readonly OutgoingMessage[]>>();
    holds<Same<typeof reason, 'expired' | 'refused' | 'released' | 'failed' | 'disposed'>>();
  });
  holds<Same<typeof stop, () => void>>();
  // @ts-expect-error there is no such event
  chats.on('error', () => undefined);
  // @ts-expect-error `open` has no data
  chats.on('open', ({ data }) => data);
};

/** A listener for events whose name is not known before. */
export const forward = <Type extends ChatEventType>(
  chats: ChatConnections,
  type: Type,
  fn: (event: ChatEventMap[Type]) => void,
) => chats.on(type, fn);
