import { createChatConnections, type PageSignals } from 'evenkeel';
import { createInspector } from 'evenkeel/inspect';
import { ChatLog } from './chat-log.svelte.js';
import { fromAfar } from './faults/from-afar.js';
import type { PageOptions } from './page-options.js';
import type { Session } from './session.js';

/** The connections of whoever is logged in, and what was said in each chat. */
export function createWebsocketStore(
  session: Session,
  { gateway, connection }: PageOptions,
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
  const chats = createChatConnections({
    ...connection,
    ...fromAfar(gateway),
    signals,
    inspect: inspector,
    query: async ({ chatId, trigger, signal }) => ({
      token: await session.token(trigger === 'unauthorized', signal),
      since: logOf(chatId).lastId,
      room: logOf(chatId).room,
    }),
    logger: console,
  });
  chats.on('message', ({ chatId, data }) => logOf(chatId).receive(JSON.parse(String(data))));
  chats.on('close', ({ chatId }) => logOf(chatId).connectionClosed());
  chats.on('sent', ({ chatId, id }) => logOf(chatId).sent(id));
  chats.on('undelivered', ({ chatId, messages }) => logOf(chatId).undelivered(messages.map(({ id }) => id)));

  let serial = 0;
  const nextClientId = () => {
    serial += 1;
    return `${session.user}-${Date.now().toString(36)}-${serial}`;
  };
  const send = (chatId: string, text: string, clientId = nextClientId()) => {
    const receipt = chats.get(chatId).send(JSON.stringify({ type: 'message', text, clientId }));
    logOf(chatId).track(clientId, text, receipt);
  };
  return { chats, inspector, logs, logOf, send };
}

export type WebsocketStore = ReturnType<typeof createWebsocketStore>;
