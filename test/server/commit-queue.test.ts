import { describe, expect, it } from 'vitest';
import { CommitQueue } from '../../src/server/commit-queue.js';
import { type Entry, memoryStore } from '../../src/server/index.js';

const message = (chat: string, n = 1): Entry => ({
  kind: 'message',
  chat,
  user: 'ada',
  sender: 'sender-of-test-a',
  n,
  data: '1',
});
const publication = (chat: string): Entry => ({ kind: 'publication', chat, data: '1' });

describe('a batch that the store refuses', () => {
  /** What became of entries that are added in one turn to a store that refuses every batch of a chat named `bad…`. */
  const settled = async (entries: readonly Entry[], isKeptAllTheSame = false) => {
    const store = memoryStore();
    const batches: string[][] = [];
    const append = async (batch: readonly Entry[]) => {
      batches.push(batch.map(({ chat }) => chat));
      const isRefused = batch.some(({ chat }) => chat.startsWith('bad'));
      const outcomes = isRefused && !isKeptAllTheSame ? [] : await store.append(batch);
      if (isRefused) throw new Error('not that');
      return outcomes;
    };
    const results: string[] = [];
    const poked = new Set<string>();
    const queue = new CommitQueue(
      { ...store, append },
      (chats) => {
        for (const chat of chats) poked.add(chat);
      },
      () => {},
    );
    for (const entry of entries)
      queue.add(entry, (outcome) => results.push(`${entry.chat} ${outcome?.result ?? 'failed'}`));
    await queue.idle();
    const heads = async (chat: string) => (await store.greet(chat, 'ada', [], null)).head;
    return { results, batches, poked: [...poked].sort(), heads };
  };

  it('[PS18] is tried again chat by chat, so that it fails for one chat alone', async () => {
    const { results, poked } = await settled([message('good'), message('bad'), message('good', 2), message('fine')]);
    expect(results).toEqual(['good taken', 'good taken', 'bad failed', 'fine taken']);
    expect(poked).toEqual(['bad', 'fine', 'good']);
  });

  it('[PS7] takes each number once, and publishes nothing twice, when it was kept all the same', async () => {
    const { results, heads } = await settled([message('good'), publication('news'), message('bad')], true);
    expect(results).toEqual(['news failed', 'good repeated', 'bad failed']);
    expect(await Promise.all(['good', 'news', 'bad'].map(heads))).toEqual([1, 1, 1]);
  });

  it('is given up after three chats in a row, and not tried again for one', async () => {
    const many = await settled(['bad-1', 'bad-2', 'bad-3', 'bad-4', 'bad-5'].map((chat) => message(chat)));
    expect(many.batches.slice(1)).toEqual([['bad-1'], ['bad-2'], ['bad-3']]);
    expect(many.results).toHaveLength(5);
    expect((await settled([message('bad'), message('bad', 2)])).batches).toEqual([['bad', 'bad']]);
  });
});
