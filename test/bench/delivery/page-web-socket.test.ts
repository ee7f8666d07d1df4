import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { serveSockets } from './listening.js';
import { PageWebSocket } from './page-web-socket.js';

let served: Awaited<ReturnType<typeof serveSockets>>;

beforeEach(async () => {
  served = await serveSockets(0);
  served.sockets.on('connection', (socket) => {
    for (let sent = 0; sent < 100; sent += 1) socket.send('text');
  });
});
afterEach(() => served.close());

/** How many messages are told to one who closes at the first. */
const told = async (socket: WebSocket): Promise<number> => {
  let count = 0;
  socket.addEventListener('message', () => {
    count += 1;
    socket.close();
  });
  await once(socket, 'close');
  return count;
};

it('a socket as in a page tells nothing after close(), where that of ws does', async () => {
  const url = `ws://127.0.0.1:${served.port}/`;
  expect(await told(new WebSocket(url))).toBeGreaterThan(1);
  expect(await told(new PageWebSocket(url))).toBe(1);
});
