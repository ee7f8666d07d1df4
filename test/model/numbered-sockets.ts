import type { WebSocketConstructor } from '../../src/index.js';

/** A socket of a chat; the server knows it by its number. */
export interface NumberedSocket {
  readonly number: number;
  readonly chatId: string;
  /** On the clock. */
  readonly constructedAt: number;
  readonly readyState: number;
}

/** A constructor of real sockets, each with its number in its address, and the record of what it made. */
export const numberedSockets = (Base: WebSocketConstructor, now: () => number) => {
  const made: NumberedSocket[] = [];
  let isBroken = false;
  return {
    WebSocket: class extends Base {
      constructor(url: string, protocols?: string | string[]) {
        if (isBroken) {
          isBroken = false;
          throw new SyntaxError('no such address');
        }
        const number = made.length;
        const address = new URL(url);
        address.searchParams.set('number', String(number));
        super(address.href, protocols);
        const socket = this;
        made.push({
          number,
          chatId: /\/chats\/([^/]+)\/ws/.exec(url)?.[1] ?? '',
          constructedAt: now(),
          get readyState() {
            return socket.readyState;
          },
        });
      }
    },
    breaksConstruction: () => {
      isBroken = true;
    },
    socketsOf: (chatId: string) => made.filter((socket) => socket.chatId === chatId),
    latest(chatId: string): number {
      const socket = made.filter((one) => one.chatId === chatId).at(-1);
      if (socket === undefined) throw new Error(`chat ${chatId} has no socket`);
      return socket.number;
    },
  };
};
