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

/** A server of WebSockets, and its port. */
export const serveSockets = async (port: number, options: ServerOptions = {}) => {
  const http = createServer();
  const sockets = new WebSocketServer({ ...options, server: http });
  sockets.on('connection', (socket) => socket.on('error', () => undefined));
  return { sockets, port: await listening(http, port) };
};
