import { createDelivery, type Delivery } from '../../../src/delivery/index.js';
import { type ChatConnectionsOptions, createChatConnections } from '../../../src/index.js';
import {
  createFakeGateway,
  createFakePage,
  createSeededRandom,
  type VirtualClock,
} from '../../../src/testing/index.js';

/** A delivery whose server welcomes, and acknowledges nothing. */
export const startDelivering = (clock: VirtualClock, inspect: ChatConnectionsOptions['inspect']): Delivery => {
  const gateway = createFakeGateway({ clock });
  gateway.behave((peer) =>
    peer.after(0, () => {
      peer.accepts();
      peer.onMessage((data) => {
        const frame = JSON.parse(String(data)) as { readonly t: string };
        const says = (answer: object) => peer.after(20, () => peer.sends(JSON.stringify(answer)));
        if (frame.t === 'ping') says({ t: 'pong' });
        if (frame.t === 'hello') says(WELCOME);
      });
    }),
  );
  return createDelivery({
    clock,
    connections: (own) =>
      createChatConnections({
        clock,
        WebSocket: gateway.WebSocket,
        gateway: 'wss://gateway.example',
        random: createSeededRandom(1),
        signals: createFakePage(),
        ...(inspect && { inspect }),
        ...own,
      }),
  });
};

const WELCOME = {
  ...{ t: 'welcome', epoch: 'e', oldest: 1, head: 3, tag: 't3', last: {}, nacked: [], lost: [] },
  ...{ resume: 'gap', why: 'new', window: 32, limit: 65_536 },
};
