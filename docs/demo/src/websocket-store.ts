import { createChatConnections, type PageSignals } from 'evenkeel';
import { createDelivery, indexedDbOutbox } from 'evenkeel/delivery';
import { createInspector } from 'evenkeel/inspect';
import { ChatLog } from './chat-log.svelte.js';
import { CHATS } from './chats.js';
import { fromAfar } from './faults/from-afar.js';
import type { PageOptions } from './page-options.js';
import type { Session } from './session.js';

/** The connections of whoever is logged in, what was said in each chat, and what is on its way there. */
export function createWebsocketStore(
  session: Session,
  { gateway, connection, heartbeat, delivery: options }: PageOptions,
  signals: PageSignals,
  logs = new Map<string, ChatLog>(),
) {
  const logOf = (chatId: string) => {
    const log = logs.get(chatId) ?? new ChatLog();
    logs.set(chatId, log);
    return log;
  };

  // This page has a place for the viewer beside each chat.
  const inspector = createInspector({ panel: false });
  const delivery = createDelivery({
    ...options,
    connections: (asked) =>
      createChatConnections({
        ...connection,
        ...fromAfar(gateway),
        ...asked,
        ...(asked.heartbeat && { heartbeat: { ...asked.heartbeat, ...heartbeat } }),
        path: '/api/v1/chats/:id/delivery',
        signals,
        inspect: inspector,
        query: async ({ trigger, signal }) => ({ token: await session.token(trigger === 'unauthorized', signal) }),
        logger: console,
      }),
    outbox: indexedDbOutbox({ account: session.user }),
    snapshot: async ({ chatId, why, signal }) => {
      const { cursor, messages } = await session.history(chatId, signal);
      logOf(chatId).restored(messages, why);
      return cursor;
    },
    logger: console,
  });
  // Every chat, not only the selected one: messages that were typed before a reload are sent from all chats.
  for (const { id } of CHATS) {
    const [chat, log] = [delivery.get(id), logOf(id)];
    chat.on('message', ({ seq, data }) => log.arrived(seq, data));
    chat.on('receipt', (receipt) => log.became(receipt));
    chat.subscribe(({ pending }) => log.found(pending));
  }

  const page = Date.now().toString(36);
  let serial = 0;
  const nextClientId = () => {
    serial += 1;
    return `${session.user}-${page}-${serial}`;
  };
  const send = (chatId: string, text: string) => {
    const [said, log] = [{ text, clientId: nextClientId() }, logOf(chatId)];
    const receipt = delivery.get(chatId).send(said);
    log.said(receipt.id, said, 'pending');
    // What is rejected at once was told before its id was known.
    if (receipt.status === 'rejected') void receipt.settled.then((outcome) => log.became({ chatId, ...outcome }));
  };
  const sendAgain = (chatId: string, text: string, clientId: string) => {
    logOf(chatId).forget(clientId);
    send(chatId, text);
  };
  return { chats: delivery.connections, dispose: delivery.dispose, inspector, logs, logOf, send, sendAgain };
}

export type WebsocketStore = ReturnType<typeof createWebsocketStore>;
