import { once } from 'node:events';
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

/** Serves delivery on a port of 127.0.0.1. Whoever asks is who they say: `/<chat>?user=<name>`. */
export async function startSocketGateway(delivery: DeliveryServer): Promise<SocketGateway> {
  const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0, maxPayload: 4 * 65_536 });
  sockets.on('connection', (socket, request) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://gateway');
    const user = searchParams.get('user') ?? 'nobody';
    delivery.accept(socket, { chatId: decodeURIComponent(pathname.slice(1)), user });
  });
  await once(sockets, 'listening');
  const { port } = sockets.address() as AddressInfo;
  return {
    url: (chatId, user) => `ws://127.0.0.1:${port}/${chatId}?user=${user}`,
    port,
    async close() {
      await delivery.close();
      for (const client of sockets.clients) client.terminate();
      await new Promise((resolve) => sockets.close(resolve));
    },
  };
}
