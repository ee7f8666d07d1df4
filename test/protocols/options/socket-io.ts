import type { ChatConnectionsOptions } from '../../../src/index.js';

/** Socket.IO's server by its packets: `0` is Engine.IO's opening, `40` Socket.IO's, `2` a ping of the server, `3` its answer. */
export const socketIoOptions = (readToken: () => string) =>
  ({
    path: '/socket.io/?EIO=4&transport=websocket&chat=:id',
    greeting: {
      answer: (data) => {
        const packet = String(data);
        if (packet === '2') return { reply: '3' };
        if (packet.startsWith('44')) return 'fatal';
        if (packet.startsWith('40')) return 'welcome';
        return packet.startsWith('0') ? { reply: `40${JSON.stringify({ token: readToken() })}` } : 'wait';
      },
    },
    // The server pings every pingInterval, waits pingTimeout, and closes a client that pings.
    heartbeat: {
      ping: null,
      intervalMs: 25_000,
      timeoutMs: 20_000,
      reply: (data) => (data === '2' ? '3' : null),
    },
    goodbye: () => '41',
  }) satisfies ChatConnectionsOptions;
