import { createDecoder, readVarUint } from 'lib0/decoding';
import { createEncoder, type Encoder, length, toUint8Array, writeVarUint } from 'lib0/encoding';
import { readSyncMessage, writeSyncStep1, writeUpdate } from 'y-protocols/sync';
import { Doc } from 'yjs';
import type { ChatConnections, ChatConnectionsOptions } from '../../../src/index.js';

/** y-websocket's server, one document for each chat: what either side lacks it learns when the two compare. */
export const yjsConnections = () => {
  const docs = new Map<string, Doc>();
  const followed = new Set<string>();
  const packet = (write: (encoder: Encoder) => void) => {
    const encoder = createEncoder();
    writeVarUint(encoder, 0); // a message of the sync protocol
    write(encoder);
    return toUint8Array(encoder);
  };
  const docOf = (chatId: string) => {
    const doc = docs.get(chatId) ?? new Doc();
    docs.set(chatId, doc);
    return doc;
  };
  const comparing = (chatId: string) => packet((encoder) => writeSyncStep1(encoder, docOf(chatId)));
  const options = {
    path: '/:id',
    // There is no welcome: the connection is open when its socket is. The server answers every comparison.
    heartbeat: { ping: ({ chatId }) => comparing(chatId) },
    queue: false, // what was written meanwhile is in the document
  } satisfies ChatConnectionsOptions;

  /** The documents follow these connections from here on. */
  const attach = (chats: ChatConnections) => {
    chats.on('open', ({ chatId }) => {
      const chat = chats.get(chatId);
      chat.send(comparing(chatId));
      if (followed.has(chatId)) return;
      followed.add(chatId);
      docOf(chatId).on('update', (update, origin) => {
        if (origin !== chats) chat.send(packet((encoder) => writeUpdate(encoder, update)));
      });
    });
    chats.on('message', ({ chatId, data }) => {
      const decoder = createDecoder(new Uint8Array(data as ArrayBuffer));
      if (readVarUint(decoder) !== 0) return; // awareness
      const encoder = createEncoder();
      writeVarUint(encoder, 0);
      readSyncMessage(decoder, encoder, docOf(chatId), chats);
      if (length(encoder) > 1) chats.get(chatId).send(toUint8Array(encoder));
    });
  };
  return { options, docOf, attach };
};
