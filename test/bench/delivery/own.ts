import { createOwn } from '../library.js';
import { createDelivery, createDeliveryServer, sqliteStore } from './library.js';
import { serveSockets } from './listening.js';
import { PageWebSocket } from './page-web-socket.js';
import type { DeliverySubject, LogEntry } from './subject.js';

const CHAT = '42';
const PAGE = 1_000;

export const own: DeliverySubject = {
  name: 'evenkeel/delivery',
  setting:
    '`createDelivery` with `memoryOutbox()` and `maxMessages: 10000`, over connections with `maxAttempts: Infinity`, `throttleMs: 500` and delays of up to 5 s; `createDeliveryServer` with `sqliteStore`. All else is the default; nothing is written by hand.',
  async serve(port, database) {
    const store = sqliteStore(database);
    const delivery = createDeliveryServer({ store });
    const served = await serveSockets(port, { maxPayload: 4 * 65_536 });
    served.sockets.on('connection', (socket) => delivery.accept(socket, { chatId: CHAT, user: 'ada' }));
    return {
      port: served.port,
      publish: (text) => void delivery.publish(CHAT, text),
      async log() {
        const { epoch } = await store.greet(CHAT, 'ada', [], null);
        const entries: LogEntry[] = [];
        let cursor = { epoch, seq: 0, tag: null as string | null };
        for (;;) {
          const { events } = await store.read(CHAT, cursor, PAGE);
          if (events === undefined) throw new Error('the log was trimmed');
          entries.push(...events.map(({ seq, data }) => ({ seq, text: JSON.parse(data) as string })));
          const last = events.at(-1);
          if (last === undefined) return entries;
          cursor = { epoch, seq: last.seq, tag: last.tag };
        }
      },
    };
  },
  connect: (host, given) =>
    new Promise((resolve) => {
      const delivery = createDelivery({
        connections: (options) =>
          createOwn('evenkeel')({
            url: () => `ws://${host}/`,
            WebSocket: PageWebSocket,
            maxAttempts: Number.POSITIVE_INFINITY,
            throttleMs: 500,
            backoff: { firstMs: 500, baseMs: 500, maxMs: 5_000 },
            ...options,
          }),
        maxMessages: 10_000,
      });
      const chat = delivery.get(CHAT);
      chat.on('message', ({ seq }) => given(seq));
      delivery.connections.select(CHAT);
      const client = { send: (text: string) => void chat.send(text), close: () => delivery.dispose() };
      const stop = chat.subscribe(({ link }) => {
        if (link !== 'live') return;
        queueMicrotask(() => stop());
        resolve(client);
      });
    }),
};
