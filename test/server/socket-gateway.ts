import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { DeliveryServer } from '../../src/server/index.js';

export interface SocketGateway {
  /** For a chat and a user. */
  url(chatId: string, user: string): string;
  readonly port: number;
  /** Ends the delivery server, every socket and the port. */
  close(): Promise<void>;
}

/**
 * Serves delivery on a port of 127.0.0.1. Whoever asks is who they say: `/<chat>?user=<name>`. To a plain request it answers the
 * chat's cursor.
 */
export async function startSocketGateway(delivery: DeliveryServer): Promise<SocketGateway> {
  const http = createServer(async ({ url = '' }, response) => {
    response.setHeader('access-control-allow-origin', '*');
    try {
      response.end(JSON.stringify(await delivery.cursor(chatIn(url))));
    } catch {
      response.writeHead(503).end();
    }
  });
  const sockets = new WebSocketServer({ server: http, maxPayload: 4 * 65_536 });
  sockets.on('connection', (socket, request) => {
    const { url = '' } = request;
    const user = new URL(url, 'http://gateway').searchParams.get('user') ?? 'nobody';
    delivery.accept(socket, { chatId: chatIn(url), user });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  return {
    url: (chatId, user) => `ws://127.0.0.1:${port}/${chatId}?user=${user}`,
    port,
    async close() {
      await delivery.close();
      for (const client of sockets.clients) client.terminate();
      sockets.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

const chatIn = (url: string): string => decodeURIComponent(new URL(url, 'http://gateway').pathname.slice(1));
