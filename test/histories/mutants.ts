import type { DeliveryStore } from '../../src/server/index.js';

/** Who reads for a mutant. */
const READER = 'reader';

/** Servers that break a rule each, by what they do. */
export const MUTANTS = {
  '[PS6] does not know the last number of a sender, and takes it again': (store) => ({
    ...store,
    greet: async (...asked) => {
      const greeting = await store.greet(...asked);
      return { ...greeting, last: new Map([...greeting.last].map(([id, last]) => [id, Math.max(0, last - 1)])) };
    },
    append: async (batch) => {
      const outcomes = await store.append(batch);
      const again = batch.flatMap((entry, index) =>
        entry.kind === 'message' && outcomes[index]?.result === 'repeated'
          ? [{ kind: 'publication' as const, chat: entry.chat, data: entry.data }]
          : [],
      );
      if (again.length > 0) await store.append(again);
      return outcomes;
    },
  }),
  '[PS2] says that nothing was refused': (store) => ({
    ...store,
    greet: async (...asked) => ({ ...(await store.greet(...asked)), nacked: [] }),
  }),
  '[PS3] says that nothing was lost': (store) => ({
    ...store,
    greet: async (...asked) => ({ ...(await store.greet(...asked)), lost: [] }),
  }),
  '[PS4] does not compare tags': (store) => ({
    ...store,
    greet: async (chat, user, senders, cursor) => {
      const greeting = await store.greet(chat, user, senders, cursor);
      return { ...greeting, ...(greeting.tagAtCursor === undefined ? {} : { tagAtCursor: cursor?.tag ?? null }) };
    },
    read: async (chat, after, limit) => {
      const { tagAtCursor = null } = await store.greet(chat, READER, [], after);
      return store.read(chat, { ...after, tag: tagAtCursor }, limit);
    },
  }),
  '[PS5] goes on after the head, not after the cursor': (store) => ({
    ...store,
    greet: async (chat, user, senders, cursor) => {
      const greeting = await store.greet(chat, user, senders, cursor);
      return cursor === null || cursor.seq >= greeting.head ? greeting : { ...greeting, head: cursor.seq };
    },
    read: async (chat, after, limit) => {
      const { head } = await store.greet(chat, READER, [], null);
      if (head <= after.seq + 1) return store.read(chat, after, limit);
      const last = { ...after, seq: head - 1 };
      const { tagAtCursor = null } = await store.greet(chat, READER, [], last);
      return store.read(chat, { ...last, tag: tagAtCursor }, limit);
    },
  }),
} satisfies Readonly<Record<string, (store: DeliveryStore) => DeliveryStore>>;

export type MutantName = keyof typeof MUTANTS;

export const MUTANT_NAMES = Object.keys(MUTANTS) as MutantName[];
