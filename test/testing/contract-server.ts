import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { CLOSE_REASON, GREETING, type Story } from './socket-contract.js';

export interface ContractServer {
  /** `ws://127.0.0.1:<port>` */
  readonly origin: string;
  close(): Promise<void>;
}

const stories: Record<Exclude<Story, 'refuses' | 'hangs'>, (socket: WebSocket) => void> = {
  accepts: () => {},
  greets: (socket) => {
    socket.send(GREETING.text);
    socket.send(Uint8Array.from(GREETING.bytes));
    socket.close(1000, 'bye');
  },
  drops: (socket) => socket.on('message', () => socket.terminate()),
  'closes/1000': (socket) => socket.close(1000, CLOSE_REASON),
  'closes/1001': (socket) => socket.close(1001, CLOSE_REASON),
  'closes/4401': (socket) => socket.close(4401, CLOSE_REASON),
};

/** A real server on a port of its own, that does what the path of each upgrade names. */
export async function startContractServer(): Promise<ContractServer> {
  const upgrades = new WebSocketServer({ noServer: true });
  const server = createServer();
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => {
    const story = (request.url ?? '').slice(1) as Story;
    if (story === 'hangs') return;
    if (story === 'refuses') socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    else upgrades.handleUpgrade(request, socket, head, stories[story]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
