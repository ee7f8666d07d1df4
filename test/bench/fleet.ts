import { WebSocket } from 'ws';
import { createOwn } from './library.js';
import { loadSubject } from './peers/index.js';

export interface FleetOptions {
  /** Of the chat gateway. */
  readonly host: string;
  readonly count: number;
  /** What is true now, for those that ask again before they connect again. */
  token(): string;
  /** The gateway said something, as it does to those whom it lets in. */
  onHeard(chatId: string): void;
}

/** Connects to that many chats of a gateway, as a subject does, each to its own; returns what ends them all. */
export const startFleet = async (name: string, { host, count, token, onHeard }: FleetOptions): Promise<() => void> => {
  const chatIds = Array.from({ length: count }, (_, index) => `${index}`);
  if (name.startsWith('evenkeel')) {
    const chats = createOwn(name)({ gateway: `ws://${host}`, WebSocket, query: () => ({ token: token() }) });
    chats.on('message', ({ chatId }) => onHeard(chatId));
    for (const chatId of chatIds) chats.retain(chatId);
    return () => chats.dispose();
  }
  const subject = await loadSubject(name);
  const clients = chatIds.map((chatId) =>
    subject.connect(() => `ws://${host}/api/v1/chats/${chatId}/ws?token=${token()}`, {
      WebSocket,
      onMessage: () => onHeard(chatId),
    }),
  );
  return () => {
    for (const client of clients.splice(0)) client.close();
  };
};

/** Whom the gateway has let in, and when there are so many. */
export const createRollCall = () => {
  const present = new Set<string>();
  let wanted = Number.POSITIVE_INFINITY;
  let onReached: () => void = () => undefined;
  return {
    onHeard: (chatId: string) => {
      present.add(chatId);
      if (present.size >= wanted) onReached();
    },
    get size() {
      return present.size;
    },
    beginAnew: () => present.clear(),
    reaches: (count: number) =>
      new Promise<void>((resolve) => {
        wanted = count;
        onReached = resolve;
        if (present.size >= count) resolve();
      }),
  };
};
