import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ServerOptions, WebSocketServer } from 'ws';

/** A server of the loopback, once it listens. */
export const listening = async (server: Server, port: number): Promise<number> => {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

/** A server of WebSockets, its port, and what ends it once nobody is connected. */
export const serveSockets = async (port: number, options: ServerOptions = {}) => {
  const http = createServer();
  const sockets = new WebSocketServer({ ...options, server: http });
  sockets.on('connection', (socket) => socket.on('error', () => undefined));
  const close = async () => {
    sockets.close();
    http.close();
    await once(http, 'close');
  };
  return { sockets, port: await listening(http, port), close };
};
