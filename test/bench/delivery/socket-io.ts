import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { importPeer } from '../peers/import-peer.js';
import { ChatLog } from './chat-log.js';
import { listening } from './listening.js';
import type { DeliverySubject } from './subject.js';

interface IoSocket {
  readonly auth: Record<string, unknown>;
  on(event: 'connect', listener: () => void): void;
  on(event: 'chat message', listener: (text: string, seq: number) => void): void;
  emit(event: 'chat message', text: string, clientOffset: string): void;
  disconnect(): void;
}

/** No message is given up for having been tried too often. */
const RETRIES = 1_000_000;

/** @param hasOffsets as in its tutorial's last steps: the server knows what it has, and what the client has */
export const socketIo = (hasOffsets: boolean): DeliverySubject => ({
  name: hasOffsets ? 'Socket.IO, its tutorial' : 'Socket.IO, retries + recovery',
  setting: hasOffsets
    ? 'The same, and what its tutorial adds: each message has an id in a UNIQUE column (`clientOffset`), and a client that was not recovered gets what the table has after its `serverOffset`.'
    : `Socket.IO 4.8 at both ends, over WebSocket alone: \`retries: ${RETRIES}\`, \`ackTimeout: 10000\`, \`connectionStateRecovery\` with its two minutes, in the adapter’s memory.`,
  async serve(port, database) {
    const { Server } = await import('socket.io');
    const log = new ChatLog(database);
    const http = createServer();
    const io = new Server(http, { transports: ['websocket'], connectionStateRecovery: {} });
    const say = (text: string, id: string | null) => {
      const entry = log.append(text, id);
      if (entry !== null) io.emit('chat message', entry.text, entry.seq);
    };
    io.on('connection', (socket) => {
      socket.on('chat message', (text: string, clientOffset: string, acknowledge: () => void) => {
        say(text, hasOffsets ? clientOffset : null);
        acknowledge();
      });
      if (!hasOffsets || socket.recovered) return;
      for (const { text, seq } of log.after(Number(socket.handshake.auth['serverOffset'])))
        socket.emit('chat message', text, seq);
    });
    return {
      port: await listening(http, port),
      publish: (text) => say(text, null),
      log: () => log.after(0),
    };
  },
  async connect(host, given) {
    const { io } = await importPeer<{ io(url: string, options: object): IoSocket }>('socket.io-client');
    const socket = io(`http://${host}`, {
      transports: ['websocket'],
      forceNew: true,
      retries: RETRIES,
      ackTimeout: 10_000,
      auth: { serverOffset: 0 },
    });
    socket.on('chat message', (_text, seq) => {
      socket.auth['serverOffset'] = seq;
      given(seq);
    });
    await new Promise<void>((resolve) => socket.on('connect', resolve));
    return { send: (text) => socket.emit('chat message', text, randomUUID()), close: () => socket.disconnect() };
  },
});
