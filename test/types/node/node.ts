/** With Node's types: the `ws` package's sockets fit, and Node's own signal is what an option is given. */
import { type AttemptSignal, createChatConnections } from 'evenkeel';
import { WebSocket } from 'ws';
import { holds, type Same } from '../everywhere/same.js';

holds<Same<AttemptSignal, AbortSignal>>();

class AuthorizedWebSocket extends WebSocket {
  constructor(url: string, protocols?: string | string[]) {
    super(url, protocols, { headers: { Authorization: 'Bearer a' } });
  }
}

export const talk = async () => {
  using chats = createChatConnections({
    WebSocket: AuthorizedWebSocket,
    gateway: new URL('https://chat.example'),
    query: async ({ signal }) => ({ token: await (await fetch('https://chat.example/token', { signal })).text() }),
    logger: console,
  });
  chats.get('42').send(Buffer.from('hello'));
};
export const plain = createChatConnections({ WebSocket });
