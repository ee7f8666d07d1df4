import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { httpApi } from '../gateway/http-api.js';
import { Tokens } from '../gateway/tokens.js';

/** Logs in as the gateway does, and never answers an upgrade: a chat stays `connecting`. */
export async function startHungGateway(): Promise<{ url: string; stop(): Promise<void> }> {
  const hung: Duplex[] = [];
  const http = createServer(httpApi(new Tokens(60_000)));
  http.on('upgrade', (_request, socket: Duplex) => hung.push(socket.on('error', () => undefined)));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    stop: async () => {
      const closed = once(http, 'close');
      http.close();
      for (const socket of hung) socket.destroy();
      http.closeAllConnections();
      await closed;
    },
  };
}
