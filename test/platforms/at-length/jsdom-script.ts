/** Run inside of a window of jsdom: leads a chat in virtual time, as a test of Jest's would. */
import { createChatConnections } from '../../../src/index.js';
import { createFakeGateway, createVirtualClock, refuses } from '../../../src/testing/index.js';

const leadChat = async () => {
  const clock = createVirtualClock();
  const gateway = createFakeGateway({ clock, behaviour: refuses() });
  const chats = createChatConnections({
    clock,
    WebSocket: gateway.WebSocket,
    gateway: 'wss://chat.example',
    query: async () => ({ token: 'ticket' }),
  });
  chats.select('42');
  await clock.advanceAsync(10 * 60_000);
  const { state } = chats.get('42').getSnapshot();
  chats.dispose();
  await clock.settle();
  return { channels: typeof MessageChannel, state, attempts: gateway.sockets.length };
};

Object.assign(globalThis, { leadChat });
