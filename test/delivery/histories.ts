import fc from 'fast-check';
import { type DeliveryStore, type MemoryStore, Refused } from '../../src/server/index.js';
import { refuses } from '../../src/testing/index.js';
import { check } from '../histories/checker.js';
import type { Item } from '../histories/record.js';
import { RecordedClient } from '../histories/recorded-client.js';
import { type ServerHappening, serverHappening, serverHistory } from './server-history.js';
import { CHAT, createWorld } from './world.js';

/** Something that happens to two clients and their server. */
export type Happening =
  | { readonly type: 'sends' | 'cancels' | 'drops' | 'falls silent' | 'freezes' | 'resumes'; readonly client: number }
  | { readonly type: ServerHappening | 'refuses' }
  | { readonly type: 'passes'; readonly ms: number };

export const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('sends' as const), client: fc.nat(1) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constantFrom(
        'cancels' as const,
        'drops' as const,
        'falls silent' as const,
        'freezes' as const,
        'resumes' as const,
      ),
      client: fc.nat(1),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.oneof(
        { weight: 6, arbitrary: serverHappening },
        { weight: 1, arbitrary: fc.constant('refuses' as const) },
      ),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant('passes' as const), ms: fc.constantFrom(1, 20, 700, 9_000, 40_000) }),
  },
);

/** Lets it all happen, then leaves everybody in peace until all is said, and returns what is wrong then. */
export const wrongAfter = async (
  happenings: readonly Happening[],
  storeOf: (store: MemoryStore) => DeliveryStore = (store) => store,
): Promise<readonly string[]> => {
  const world = createWorld(
    {
      onMessage: ({ data }) => {
        if (String(data).endsWith('bad')) throw new Refused('bad');
        return data;
      },
    },
    storeOf,
  );
  const items: Item[] = [];
  const record = (item: Item) => items.push(item);
  const clients = ['ada', 'ben'].map((user) => {
    const client = world.client({ ackTimeoutMs: 5_000 }, user);
    const recorded = new RecordedClient(user, record, world.clock.now);
    recorded.watch(client.delivery, [CHAT]);
    return { ...client, recorded, given: [] as string[] };
  });
  let serial = 0;
  const server = serverHistory(world, record);
  for (const { delivery } of clients) delivery.connections.select(CHAT);

  for (const one of happenings) {
    switch (one.type) {
      case 'sends': {
        serial += 1;
        const text = `${one.client}:${serial}${serial % 5 === 0 ? ' bad' : ''}`;
        const client = clients[one.client];
        client?.given.push(client.recorded.send(CHAT, text));
        break;
      }
      case 'cancels': {
        const last = clients[one.client]?.given.at(-1);
        if (last !== undefined) clients[one.client]?.recorded.cancel(CHAT, last);
        break;
      }
      case 'drops':
        for (const { peer } of clients[one.client]?.gateway.open ?? []) peer.drops();
        break;
      case 'falls silent':
        for (const socket of clients[one.client]?.sockets() ?? []) socket.isSilent = true;
        break;
      case 'freezes':
        clients[one.client]?.page.freezes();
        break;
      case 'resumes':
        clients[one.client]?.page.resumes();
        break;
      case 'publishes':
      case 'trims':
      case 'restarts':
      case 'is backed up':
      case 'is restored':
      case 'is restored further':
        await server.happens(one.type);
        break;
      case 'refuses':
        for (const { gateway } of clients) gateway.behaveOnce(refuses());
        break;
      case 'passes':
        await world.settle(one.ms);
    }
    await world.settle();
  }

  for (const { page, delivery } of clients) {
    page.resumes();
    delivery.connections.retry();
  }
  await world.settle(120_000);
  await server.publish('the end');
  await world.settle(60_000);
  await server.read();
  for (const { recorded } of clients) for (const item of recorded.rest()) record(item);
  return check(items).violations;
};
