import fc from 'fast-check';
import type { DeliveryEventMap } from '../../src/delivery/index.js';
import { type DeliveryStore, type MemoryStore, Refused } from '../../src/server/index.js';
import { refuses } from '../../src/testing/index.js';
import { CHAT, createWorld } from './world.js';

/** Something that happens to two clients and their server. */
export type Happening =
  | { readonly type: 'sends' | 'cancels' | 'drops' | 'falls silent' | 'freezes' | 'resumes'; readonly client: number }
  | { readonly type: 'publishes' | 'trims' | 'restarts' | 'is backed up' | 'is restored' | 'refuses' }
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
      type: fc.constantFrom(
        'publishes' as const,
        'trims' as const,
        'restarts' as const,
        'is backed up' as const,
        'is restored' as const,
        'refuses' as const,
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
  const clients = ['ada', 'ben'].map((user) => world.client({ ackTimeoutMs: 5_000 }, user));
  const given = clients.map((): { readonly text: string; readonly id: string }[] => []);
  let serial = 0;
  let backup = world.store.backup();
  for (const { delivery } of clients) delivery.connections.select(CHAT);

  for (const one of happenings) {
    switch (one.type) {
      case 'sends': {
        serial += 1;
        const text = `${one.client}:${serial}${serial % 5 === 0 ? ' bad' : ''}`;
        const { id } = clients[one.client]?.chat.send(text) ?? { id: '' };
        given[one.client]?.push({ text, id });
        break;
      }
      case 'cancels': {
        const last = given[one.client]?.at(-1);
        if (last !== undefined) clients[one.client]?.chat.cancel(last.id);
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
        serial += 1;
        await world.server.publish(CHAT, `server:${serial}`);
        break;
      case 'trims':
        await world.server.trim(CHAT, { keep: 1 });
        break;
      case 'restarts':
        await world.restart();
        break;
      case 'is backed up':
        backup = world.store.backup();
        break;
      case 'is restored':
        await world.restart(() => world.store.restore(backup));
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
  const told = await world.server.publish(CHAT, 'the end');
  await world.settle(60_000);
  const log = await world.log();
  const wrong = clients.flatMap((client, index) => wrongOf(client, given[index] ?? [], log));
  if (log.at(-1)?.seq !== told.seq) wrong.push('the end is not the head');
  return wrong;
};

type Client = ReturnType<ReturnType<typeof createWorld>['client']>;
type Logged = { readonly seq: number; readonly tag: string; readonly data: unknown };

const wrongOf = (
  { chat, seen, receipts, gapsAt }: Client,
  given: readonly { readonly text: string; readonly id: string }[],
  log: readonly Logged[],
): string[] => {
  const wrong: string[] = [];
  const last = (id: string) => receipts.filter((receipt) => receipt.id === id).at(-1)?.status;
  const inLog = log.map(({ data }) => data);
  for (const { text, id } of given) {
    const count = inLog.filter((data) => data === text).length;
    const status = last(id);
    // I1, I3, L1.
    if (count > 1) wrong.push(`${text} is in the log ${count} times`);
    if (status === 'acked' && count !== 1 && log[0]?.seq === 1) wrong.push(`${text} is acked and not in the log`);
    if (['rejected', 'lost', 'cancelled'].includes(status ?? '') && count > 0)
      wrong.push(`${text} is ${status} and in the log`);
    if (!['acked', 'rejected', 'lost', 'cancelled'].includes(status ?? ''))
      wrong.push(`${text} is ${status} in the end`);
  }
  // I2.
  const own = inLog.filter((data) => given.some(({ text }) => text === data));
  if (own.join() !== given.flatMap(({ text }) => (own.includes(text) ? [text] : [])).join())
    wrong.push(`order: ${own.join()}`);
  // I4: since the last gap, what was seen is the log.
  wrong.push(...unlike(seen, gapsAt, log));
  if (chat.getSnapshot().link !== 'live') wrong.push(`the link is ${chat.getSnapshot().link}`);
  return wrong;
};

/** Each event follows the one before it, unless a gap was told between them; since the last gap, what was seen is the log. */
const unlike = (
  seen: readonly DeliveryEventMap['message'][],
  gaps: readonly number[],
  log: readonly Logged[],
): string[] => {
  const wrong = seen.flatMap((event, index) => {
    const before = seen[index - 1];
    const isNext = before === undefined || (event.epoch === before.epoch && event.seq === before.seq + 1);
    return isNext || gaps.includes(index) ? [] : [`${event.seq} follows ${before.seq} without a gap`];
  });
  const tail = seen.slice(gaps.at(-1) ?? 0);
  const expected = log.slice(Math.max(0, log.length - tail.length));
  const [tags, tagsInLog] = [tail.slice(tail.length - expected.length), expected].map((all) =>
    all.map(({ tag }) => tag).join(),
  );
  return tags === tagsInLog ? wrong : [...wrong, 'what was seen last is not the log'];
};
