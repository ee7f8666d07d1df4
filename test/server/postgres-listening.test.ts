import { describe, expect, it } from 'vitest';
import { type PostgresClient, postgresStore } from '../../src/server/index.js';
import { OWN_SCHEMA } from '../../src/server/postgres-statements.js';
import { createVirtualClock } from '../../src/testing/index.js';
import { quiet } from './fake-server-socket.js';

/** A store that listens on a pool which is not there, and what it did. */
function listening(isReachable = true) {
  const clock = createVirtualClock();
  const asked: string[] = [];
  const pokes: (string | null)[] = [];
  const briefs: unknown[] = [];
  const troubles: string[] = [];
  const notified: ((message: { channel: string; payload?: string }) => void)[] = [];
  const world = { connected: 0, released: 0, isReachable, answers: (): Promise<void> => Promise.resolve() };
  const client = (): PostgresClient => ({
    async query(text) {
      asked.push(text);
      if (text === 'SELECT 1') await world.answers();
      return { rows: text === OWN_SCHEMA ? [{ schema: 'chats' }] : [] };
    },
    release: () => {
      world.released += 1;
    },
    on(event: string, listener: never) {
      if (event === 'notification') notified.push(listener);
    },
    off() {},
  });
  const connect = async () => {
    if (!world.isReachable) throw new Error('not reachable');
    world.connected += 1;
    return client();
  };
  const store = postgresStore({ connect, query: async () => ({ rows: [] }) }, { clock });
  const subscribe = () =>
    store.subscribe({
      poke: (chat) => pokes.push(chat),
      brief: (...brief) => briefs.push(brief),
      trouble: (error) => troubles.push((error as Error).message),
    });
  subscribe();
  return { clock, store, asked, pokes, briefs, troubles, notified, world, subscribe };
}

describe('the PostgreSQL store that listens', () => {
  it('asks its connection every 30 s, and listens on another when that does not answer within 10', async () => {
    const { clock, store, asked, pokes, troubles, world } = listening();
    await quiet();
    clock.advance(30_000);
    await quiet();
    clock.advance(29_999);
    await quiet();
    expect(asked.slice(3)).toEqual(['SELECT 1']);
    world.answers = () => new Promise(() => {});
    clock.advance(1);
    await quiet();
    clock.advance(9_999);
    expect([asked.slice(3), troubles]).toEqual([['SELECT 1', 'SELECT 1'], []]);
    clock.advance(1);
    expect(troubles).toEqual(['The connection that listens does not answer']);
    clock.advance(100);
    await quiet();
    expect([world.connected, world.released, pokes]).toEqual([2, 1, [null, null]]);
    await store.close();
    expect([world.released, clock.pending]).toEqual([2, []]);
  });

  it('listens on another connection when one cannot be asked, and asks none when it is closed', async () => {
    const { clock, store, troubles, world } = listening();
    await quiet();
    world.answers = () => Promise.reject(new Error('cut'));
    clock.advance(30_000);
    await quiet();
    expect([troubles, world.released, clock.pending.map(({ delayMs }) => delayMs)]).toEqual([['cut'], 1, [100]]);
    await store.close();
    expect(clock.pending).toEqual([]);
  });

  it('takes one connection when a listener is added while it waits to try again', async () => {
    const { clock, store, troubles, world, subscribe } = listening(false);
    await quiet();
    expect(troubles).toEqual(['not reachable']);
    world.isReachable = true;
    subscribe();
    await quiet();
    clock.advance(5_000);
    await quiet();
    expect(world.connected).toBe(1);
    await store.close();
    expect([world.released, clock.pending]).toEqual([1, []]);
  });

  it.each(['["x","chats","lobby",{}]', '["x","chats",1,"{}"]', '["x","lobby","{}"]', '{}', 'null', 'a secret', ''])(
    'passes on no brief frame that is none, and quotes it nowhere: %s',
    async (payload) => {
      const { store, briefs, troubles, notified } = listening();
      await quiet();
      for (const hear of notified) hear({ channel: 'evenkeel_brief', payload });
      expect([briefs, troubles]).toEqual([[], ['evenkeel_brief told what is no brief frame']]);
      for (const hear of notified) hear({ channel: 'evenkeel_brief', payload: '["x","chats","lobby","{}"]' });
      expect(briefs).toEqual([['lobby', '{}']]);
      await store.close();
    },
  );
});
