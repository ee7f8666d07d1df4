import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws';
import type { ProtocolServer } from '../protocol.js';

/** An HTTP server that listens, and ends with all its connections. */
export const listen = async (http: Server, port: number, log: string[]): Promise<ProtocolServer> => {
  http.listen(port, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address() as AddressInfo;
  const sockets = new Set<{ destroy(): void }>();
  http.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  return {
    origin: `ws://127.0.0.1:${address.port}`,
    port: address.port,
    log,
    async stop() {
      const closed = once(http, 'close');
      http.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
};

/** A WebSocket server of the `ws` package on it. */
export const listenForSockets = async (
  port: number,
  log: string[],
  connected: (socket: WebSocket) => void,
  options: ServerOptions = {},
): Promise<ProtocolServer> => {
  const http = createServer();
  new WebSocketServer({ ...options, server: http }).on('connection', connected);
  return listen(http, port, log);
};
