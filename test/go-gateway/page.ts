import { onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import {
  createDelivery,
  type DeliveryEventMap,
  type DeliveryOptions,
  type DeliveryReceipt,
} from '../../src/delivery/index.js';
import { createChatConnections } from '../../src/index.js';
import { CHAT, type GoGateway } from './gateway-process.js';

type Hasty = Readonly<Record<'intervalMs' | 'timeoutMs', number>>;

/** What a page has of a chat: the library, over real sockets to the Go gateway. */
export const openPage = (gateway: GoGateway, user: string, options: Partial<DeliveryOptions> = {}, hasty?: Hasty) => {
  let inFlight = 0;
  let mostInFlight = 0;
  let pongs = 0;
  let sockets = 0;
  const closes: number[] = [];
  class CountingWebSocket extends WebSocket {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols);
      inFlight = 0;
      sockets += 1;
      this.on('close', (code) => closes.push(code));
      this.on('message', (data) => {
        const { t } = JSON.parse(data.toString());
        if (t === 'pong') pongs += 1;
        if (t === 'ack' || t === 'nack') inFlight -= 1;
      });
    }
    override send(data: string): void {
      if (JSON.parse(data).t === 'msg') inFlight += 1;
      mostInFlight = Math.max(mostInFlight, inFlight);
      super.send(data);
    }
  }
  const delivery = createDelivery({
    connections: (own) =>
      createChatConnections({
        url: ({ chatId }) => gateway.distantUrl(user, chatId),
        WebSocket: CountingWebSocket,
        throttleMs: 0,
        backoff: () => 20,
        maxAttempts: Number.POSITIVE_INFINITY,
        ...own,
        ...(own.heartbeat && hasty && { heartbeat: { ...own.heartbeat, ...hasty } }),
      }),
    ...options,
  });
  onTestFinished(delivery.dispose);
  const chat = delivery.get(CHAT);
  const events: DeliveryEventMap['message'][] = [];
  const gaps: string[] = [];
  const briefs: unknown[] = [];
  chat.on('message', (event) => events.push(event));
  chat.on('gap', ({ why }) => gaps.push(why));
  chat.on('brief', ({ from, data }) => briefs.push({ from, data }));
  delivery.connections.select(CHAT);
  return {
    delivery,
    chat,
    events,
    gaps,
    briefs,
    heard: () => events.map(({ data }) => data),
    pongs: () => pongs,
    sockets: () => sockets,
    closes: () => closes,
    mostInFlight: () => mostInFlight,
    isLive: () => vi.waitUntil(() => chat.getSnapshot().link === 'live', PATIENT),
    heardAll: (count: number) => vi.waitUntil(() => events.length >= count, PATIENT),
  };
};

const PATIENT = { timeout: 30_000, interval: 5 };

export const outcomes = (receipts: readonly DeliveryReceipt[]) =>
  Promise.all(receipts.map(async ({ settled }) => (await settled).status));

export const texts = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({ text: `${name} ${index}` }));
