import type { DeliveryStore, Entry, MemoryStore } from '../../src/server/index.js';

/** A store that takes a message as often as it comes, by the number that it came with. */
export function withoutDedupe(store: MemoryStore): DeliveryStore {
  const cameAs = new Map<string, number>();
  const next = async ({ chat, user, sender }: Exclude<Entry, { kind: 'publication' }>) => {
    const { last } = await store.greet(chat, user, [{ id: sender, acked: 0 }], null);
    return (last.get(sender) ?? 0) + 1;
  };
  return {
    ...store,
    async append(batch) {
      const outcomes = [];
      for (const entry of batch) {
        const n = entry.kind === 'message' ? await next(entry) : 0;
        const isRepeated = entry.kind === 'message' && entry.n < n;
        const [outcome] = await store.append([isRepeated ? { ...entry, n } : entry]);
        if (outcome === undefined) throw new Error('the store answers each entry');
        if (isRepeated && outcome.result === 'taken' && outcome.seq !== null) {
          cameAs.set(outcome.tag, entry.n);
          outcomes.push({ result: 'repeated' as const, last: n, code: null, seq: outcome.seq });
        } else outcomes.push(outcome);
      }
      return outcomes;
    },
    async read(chat, after, limit) {
      const page = await store.read(chat, after, limit);
      if (page.gap !== undefined) return page;
      return {
        events: page.events.map((event) =>
          event.n === null ? event : { ...event, n: cameAs.get(event.tag) ?? event.n },
        ),
      };
    },
  };
}

/** A store that takes any tag for that of its log. */
export const withoutTags = (store: MemoryStore): DeliveryStore => ({
  ...store,
  async greet(chat, user, senders, cursor) {
    const greeting = await store.greet(chat, user, senders, cursor);
    const isWithin = cursor !== null && cursor.seq >= greeting.oldest - 1 && cursor.seq <= greeting.head;
    return isWithin ? { ...greeting, tagAtCursor: cursor.tag } : greeting;
  },
});

/** A store that has not kept the tag before the oldest event. */
export const withoutTagBeforeOldest = (store: MemoryStore): DeliveryStore => ({
  ...store,
  async greet(chat, user, senders, cursor) {
    const greeting = await store.greet(chat, user, senders, cursor);
    const isBefore = greeting.oldest > 1 && cursor?.seq === greeting.oldest - 1;
    return isBefore ? { ...greeting, tagAtCursor: null } : greeting;
  },
});
