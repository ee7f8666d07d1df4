import { createDelivery, type Outbox } from '../../src/delivery/index.js';
import { type ChatConnectionsOptions, createChatConnections } from '../../src/index.js';
import { createSeededRandom } from '../../src/testing/index.js';
import { countingCodec } from './in-flight.js';
import type { Item, RecordItem } from './record.js';
import { RecordedClient } from './recorded-client.js';

/** Of one client: it runs in a process or in a page. */
export interface PlayerSettings {
  readonly client: string;
  /** `ws://<host>:<port>` */
  readonly origin: string;
  readonly chats: readonly string[];
  /** Whether it asks for a chat's state after a gap, or goes on with what comes. */
  readonly hasSnapshot: boolean;
  readonly seed: number;
  /** Between two things that it does, about. */
  readonly everyMs: number;
}

export interface Player {
  /** As many messages at once. */
  burst(count: number): void;
  /** Sends nothing more, and wants every chat. */
  quiet(): void;
  rest(): readonly Extract<Item, { type: 'rests' }>[];
}

/**
 * Everything fails soon and is tried again soon: much happens in little time. Not too soon: on a busy machine handshakes that are given
 * up would keep the gateways from those that follow.
 */
const HASTY = {
  throttleMs: 50,
  maxAttempts: Number.POSITIVE_INFINITY,
  backoff: { firstMs: 50, baseMs: 200, maxMs: 3_000 },
  connectTimeoutMs: 8_000,
  lingerMs: 200,
  burstMs: 0,
};
const HEARTBEAT = { intervalMs: 2_000, timeoutMs: 3_000 };
const ACK_TIMEOUT_MS = 6_000;
const DRAIN_MS = 10_000;
const MAX_BURST = 20;

/** A client with the real delivery. It sends, calls back, leaves chats and comes back to them, by chance, until it is quiet. */
export const startPlayer = (
  { client, origin, chats, hasSnapshot, seed, everyMs }: PlayerSettings,
  life: string,
  record: RecordItem,
  platform: { readonly outbox: Outbox; readonly WebSocket?: NonNullable<ChatConnectionsOptions['WebSocket']> },
): Player => {
  const random = createSeededRandom(seed);
  const recorded = new RecordedClient(life, record, () => performance.now());
  const { outbox, ...socket } = platform;
  const snapshot = recorded.snapshot(async ({ chatId, signal }) => {
    const response = await fetch(`${origin.replace('ws', 'http')}/${chatId}`, { signal });
    return response.json();
  });
  const delivery = createDelivery({
    connections: (own) =>
      createChatConnections({
        ...HASTY,
        ...own,
        gateway: origin,
        path: '/:id',
        query: { user: client },
        ...(own.heartbeat && { heartbeat: { ...own.heartbeat, ...HEARTBEAT } }),
        ...socket,
      }),
    outbox,
    codec: countingCodec(life, record),
    ackTimeoutMs: ACK_TIMEOUT_MS,
    drainMs: DRAIN_MS,
    ...(hasSnapshot ? { snapshot } : {}),
  });
  recorded.watch(delivery, chats);
  const held = new Map<string, () => void>();
  let serial = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const hold = (chat: string) => {
    if (!held.has(chat)) held.set(chat, delivery.connections.retain(chat));
  };
  const letGo = (chat: string) => {
    held.get(chat)?.();
    held.delete(chat);
  };
  const below = (limit: number) => Math.floor(random() * limit);
  const aChat = (): string => chats[below(chats.length)] ?? '';
  const send = (chat: string): string => {
    serial += 1;
    return recorded.send(chat, `${life}#${serial}${random() < 0.05 ? ' bad' : ''}`);
  };
  const burst = (count: number) => {
    const chat = aChat();
    for (let sent = 0; sent < count; sent += 1) send(chat);
  };
  const act = () => {
    const chance = random();
    const chat = aChat();
    if (chance < 0.05) burst(1 + below(MAX_BURST));
    else if (chance < 0.1) letGo(chat);
    else if (chance < 0.2) hold(chat);
    else {
      const id = send(chat);
      // In the same turn it is not yet stored; in the next it is, and not sent if there is no connection.
      if (random() < 0.2) setTimeout(() => recorded.cancel(chat, id));
    }
  };
  const next = () => {
    timer = setTimeout(
      () => {
        act();
        next();
      },
      everyMs * (0.5 + random()),
    );
  };

  for (const chat of chats) hold(chat);
  next();
  return {
    burst,
    quiet() {
      clearTimeout(timer);
      for (const chat of chats) hold(chat);
      delivery.connections.retry();
    },
    rest: () => recorded.rest(),
  };
};
