import { describe, expect, test } from 'vitest';
import { type ConnectionSnapshot, unusedSnapshot } from '../../src/contract/snapshot.js';
import { SnapshotStore } from '../../src/registry/snapshot-store.js';

const start = () => {
  const references = { selected: null as string | null };
  const inUse = new Map<string, ConnectionSnapshot>();
  const store = new SnapshotStore(references, (chatId) => inUse.get(chatId) ?? null);
  const use = (chatId: string, connected = false) => {
    const idle = unusedSnapshot(chatId, 10);
    const open = {
      state: 'open',
      phase: 'healthy',
      protocol: '',
      connected: true,
      retryAt: null,
      failure: null,
    } as const;
    inUse.set(chatId, connected ? { ...idle, ...open } : idle);
    store.note(chatId);
  };
  return { references, inUse, store, use };
};

describe('the snapshot of all chats', () => {
  test('[OB5] at first has none', () => {
    const { store } = start();
    expect(store.get()).toMatchObject({ selected: null, connected: false });
    expect(store.get().chats.size).toBe(0);
  });

  test('[OB5] is the same object until a chat in use changes, or another one is selected', () => {
    const { references, store, use } = start();
    const first = store.get();
    use('a');
    const second = store.get();
    store.note('b');
    expect([second === first, store.get() === second, [...second.chats.keys()]]).toEqual([false, true, ['a']]);
    references.selected = 'a';
    expect([store.get() === second, store.get()]).toEqual([false, expect.objectContaining({ selected: 'a' })]);
  });

  test('[OB5] is connected as the selected chat is; not without one, nor with one that is not in use', () => {
    const { references, store, use } = start();
    use('a', true);
    expect(store.get().connected).toBe(false);
    references.selected = 'a';
    expect(store.get().connected).toBe(true);
    references.selected = 'b';
    expect(store.get().connected).toBe(false);
  });

  test('[OB5] has a chat that was dropped and came back last', () => {
    const { store, use } = start();
    use('a');
    use('b');
    store.get();
    store.drop('a');
    use('a');
    expect([...store.get().chats.keys()]).toEqual(['b', 'a']);
  });

  test('[EN1] has no chats once cleared, though some had changed', () => {
    const { store, use } = start();
    use('a');
    store.get();
    use('b');
    store.clear();
    expect(store.get().chats.size).toBe(0);
  });
});
