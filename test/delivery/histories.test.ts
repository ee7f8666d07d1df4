import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeliveryStore, MemoryStore } from '../../src/server/index.js';
import { type Happening, happening, wrongAfter } from './histories.js';

/** `HISTORY_RUNS=5000` looks longer, `HISTORY_SEED=…` looks elsewhere. */
const RUNS = Number(process.env['HISTORY_RUNS'] ?? 100);
const SEED = Number(process.env['HISTORY_SEED'] ?? 20261129);

/** A backup is restored, and its log grows to where it was before the clients come back: rare by chance. */
const REPLACED: Happening[] = [
  { type: 'passes', ms: 9_000 },
  { type: 'is backed up' },
  { type: 'publishes' },
  { type: 'passes', ms: 20 },
  { type: 'is restored' },
  { type: 'publishes' },
  { type: 'passes', ms: 40_000 },
];

describe('two clients and a server, whatever happens to them', () => {
  it('[PS6, PS7, PC1, PC3, PC4, PC5, PC7, PC8] lose nothing, double nothing, and see the log', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 5, maxLength: 40 }), async (happenings) => {
        expect(await wrongAfter(happenings)).toEqual([]);
      }),
      { numRuns: RUNS, seed: SEED, examples: [[REPLACED]] },
    );
  }, 3_600_000);
});

describe('a server that breaks a rule is caught', () => {
  it.each<[rule: string, mutant: (store: MemoryStore) => DeliveryStore]>([
    [
      '[PS6] does not know the last number of a sender, and takes it again',
      (store) => ({
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
    ],
    [
      '[PS2] says that nothing was refused',
      (store) => ({
        ...store,
        greet: async (...asked) => ({ ...(await store.greet(...asked)), nacked: [] }),
      }),
    ],
    [
      '[PS3] says that nothing was lost',
      (store) => ({
        ...store,
        greet: async (...asked) => ({ ...(await store.greet(...asked)), lost: [] }),
      }),
    ],
    [
      '[PS4] does not compare tags',
      (store) => ({
        ...store,
        greet: async (chat, user, senders, cursor) => {
          const greeting = await store.greet(chat, user, senders, cursor);
          return { ...greeting, ...(greeting.tagAtCursor === undefined ? {} : { tagAtCursor: cursor?.tag ?? null }) };
        },
        read: async (chat, after, limit) => {
          const { tagAtCursor = null } = await store.greet(chat, 'ada', [], after);
          return store.read(chat, { ...after, tag: tagAtCursor }, limit);
        },
      }),
    ],
    [
      '[PS5] goes on after the head, not after the cursor',
      (store) => ({
        ...store,
        greet: async (chat, user, senders, cursor) => {
          const greeting = await store.greet(chat, user, senders, cursor);
          return cursor === null || cursor.seq >= greeting.head ? greeting : { ...greeting, head: cursor.seq };
        },
        read: async (chat, after, limit) => {
          const { head, tag } = await store.greet(chat, 'ada', [], null);
          return store.read(chat, head > after.seq + 1 ? { ...after, seq: head - 1, tag } : after, limit);
        },
      }),
    ],
  ])('%s', async (_, mutant) => {
    const check = await fc.check(
      fc.asyncProperty(fc.array(happening, { minLength: 5, maxLength: 40 }), async (happenings) => {
        expect(await wrongAfter(happenings, mutant)).toEqual([]);
      }),
      { numRuns: 300, seed: SEED, endOnFailure: true, examples: [[REPLACED]] },
    );
    expect(check.failed).toBe(true);
  });
});
