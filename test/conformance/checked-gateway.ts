import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import {
  createDeliveryServer,
  type DeliveryServer,
  type DeliveryServerOptions,
  type DeliveryStore,
  type MemoryStore,
  memoryStore,
  type ServerSocket,
} from '../../src/server/index.js';

export const TOKENS: ReadonlyMap<string, string> = new Map([
  ['token-of-ada', 'ada'],
  ['token-of-bob', 'bob'],
]);

/** The bytes of a frame; up to four times as many its sockets read. */
export const LIMIT = 4_096;

/** What is wrong with a gateway. */
export interface Mutation {
  /** What is between the gateway and its store. */
  readonly store?: (store: MemoryStore) => DeliveryStore;
  /** What is between a socket and the gateway. */
  readonly socket?: (socket: WebSocket) => ServerSocket;
  readonly options?: Partial<DeliveryServerOptions>;
  /** Refuses a wrong token by the handshake. */
  readonly refusesHandshake?: boolean;
  readonly maxPayload?: number;
}

export interface CheckedGateway {
  /** With `:id` for the chat. */
  readonly address: string;
  /** Posted to, `/restart` restarts and `/trim/<chat>` trims. */
  readonly control: string;
  readonly store: MemoryStore;
  /** The connections that are open now. */
  readonly connections: number;
  /** Closes all connections with 1012 and serves the same store again. */
  restart(): Promise<void>;
  /** Removes the oldest events: all but two, or so many. */
  trim(chatId: string, count?: (head: number) => number): Promise<void>;
  close(): Promise<void>;
}

/** Serves delivery over a store in memory, on a port of its own. The token comes with a hello, or in the query. */
export async function startCheckedGateway(mutation: Mutation = {}): Promise<CheckedGateway> {
  const store = memoryStore();
  const start = () =>
    createDeliveryServer({
      store: mutation.store?.(store) ?? store,
      limit: LIMIT,
      helloTimeoutMs: 1_200,
      authenticate: (auth) => TOKENS.get(String(auth)),
      ...mutation.options,
    });
  let delivery: DeliveryServer = start();
  const restart = async () => {
    await delivery.close();
    delivery = start();
  };
  const trim = async (chatId: string, count = (head: number) => head - 2) => {
    const { head } = await store.greet(chatId, 'nobody', [], null);
    await delivery.trim(chatId, { keep: head - count(head) });
  };
  const server: Server = createServer();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: mutation.maxPayload ?? 4 * LIMIT });
  server.on('upgrade', (request, socket, head) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://gateway');
    if (mutation.refusesHandshake && !TOKENS.has(searchParams.get('token') ?? ''))
      return void socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.on('error', () => undefined);
      const chatId = decodeURIComponent(pathname.slice('/chats/'.length));
      delivery.accept(mutation.socket?.(client) ?? client, { chatId });
    });
  });
  server.on('request', async (request, response) => {
    const [, name, chat = ''] = (request.url ?? '').split('/');
    if (name === 'restart') await restart();
    else if (name === 'trim') await trim(decodeURIComponent(chat));
    else response.statusCode = 404;
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `ws://127.0.0.1:${port}/chats/:id`,
    control: `http://127.0.0.1:${port}`,
    store,
    get connections() {
      return [...sockets.clients].filter(({ readyState }) => readyState === WebSocket.OPEN).length;
    },
    restart,
    trim,
    async close() {
      await delivery.close();
      for (const client of sockets.clients) client.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
