/**
 * A program of its own: opens a chat, leaves one in backoff, one connecting, one waiting for its address and one
 * lingering, queues a message, disposes of everything, and has nothing more to do.
 */
import { WebSocket } from 'ws';
import { createChatConnections } from '../../src/index.js';

const chats = createChatConnections({
  gateway: process.argv[2] ?? '',
  WebSocket,
  burstMs: 0,
  heartbeat: { ping: () => 'ping' },
  query: ({ chatId }) => (chatId === 'unresolved' ? new Promise<never>(() => undefined) : {}),
});

for (const chatId of ['refused', 'hung', 'unresolved', 'open']) chats.retain(chatId);
chats.get('hung').send('a message that waits');
chats.get('open').on('open', () => {
  chats.select('lingering');
});
chats.get('lingering').on('open', () => {
  chats.select(null);
  setTimeout(() => {
    const states = [...chats.getSnapshot().chats.values()].map(({ chatId, state, wanted }) => [chatId, state, wanted]);
    chats.dispose();
    process.stdout.write(JSON.stringify(states));
  });
});
