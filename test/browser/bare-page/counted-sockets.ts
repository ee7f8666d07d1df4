export interface Construction {
  readonly chatId: string;
  /** `performance.now()` */
  readonly atMs: number;
}

/** Puts a constructor in place of the page's `WebSocket` that counts what it makes. */
export function countedSockets() {
  const made: (Construction & { readonly socket: WebSocket })[] = [];
  let mostOfOneChat = 0;
  const isAlive = ({ socket }: { socket: WebSocket }) => socket.readyState <= WebSocket.OPEN;
  globalThis.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      const chatId = /\/chats\/([^/]+)\/ws/.exec(String(url))?.[1] ?? '';
      made.push({ chatId, atMs: performance.now(), socket: this });
      mostOfOneChat = Math.max(mostOfOneChat, made.filter((one) => one.chatId === chatId && isAlive(one)).length);
    }
  };
  return {
    made: (chatId?: string): Construction[] =>
      made
        .filter((one) => chatId === undefined || one.chatId === chatId)
        .map((one) => ({ chatId: one.chatId, atMs: one.atMs })),
    /** Connecting or open now. */
    alive: () => made.filter(isAlive).length,
    /** The most sockets of one chat that were connecting or open at once. */
    mostOfOneChat: () => mostOfOneChat,
    /** The least time between two constructions of the same chat; Infinity, if none had two. */
    shortestGapMs: () => {
      const last = new Map<string, number>();
      let shortest = Number.POSITIVE_INFINITY;
      for (const { chatId, atMs } of made) {
        shortest = Math.min(shortest, atMs - (last.get(chatId) ?? Number.NEGATIVE_INFINITY));
        last.set(chatId, atMs);
      }
      return shortest;
    },
  };
}
