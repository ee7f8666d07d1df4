import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { RIGHT } from '../protocol.js';
import { listen } from './listen.js';

/** Socket.IO 4, which stands on Engine.IO 4, and pings every 150 ms. */
export const startSocketIo = async (port: number) => {
  const log: string[] = [];
  const http = createServer();
  const server = new Server(http, { transports: ['websocket'], pingInterval: 150, pingTimeout: 100 });
  server.use(({ handshake }, next) => next(handshake.auth['token'] === RIGHT ? undefined : new Error('unauthorized')));
  server.on('connection', (socket) => {
    log.push('hello');
    socket.on('say', (text: string) => log.push(text));
    socket.on('disconnect', (why) => {
      if (why === 'client namespace disconnect') log.push('bye');
    });
  });
  const listening = await listen(http, port, log);
  return {
    ...listening,
    stop: async () => {
      // It closes the HTTP server that it was given, too.
      const stopped = listening.stop();
      await server.close();
      await stopped;
    },
  };
};
