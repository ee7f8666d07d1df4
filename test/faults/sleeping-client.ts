/** A program of its own: keeps one chat open, and prints a line for each record that says how it fares. */
import { WebSocket } from 'ws';
import { createChatConnections, type LogRecord } from '../../src/index.js';

const print = (_message: string, { event }: LogRecord) => {
  if (event !== 'state.changed') process.stdout.write(`${event}\n`);
};

const chats = createChatConnections({
  gateway: process.argv[2] ?? '',
  WebSocket,
  heartbeat: { ping: () => 'ping', intervalMs: 50, timeoutMs: 200, isPong: (data) => data === 'pong' },
  random: () => 0,
  logger: { debug: print, info: print, warn: print, error: print },
});
chats.select('42');
