import pg from 'pg';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { postgresStore } from '../../src/server/index.js';
import { createVirtualClock } from '../../src/testing/index.js';
import { type Postgres, startPostgres } from './postgres.js';
import { storeContract } from './store-contract.js';

const TABLES = ['logs', 'events', 'senders', 'nacks'].map((name) => `evenkeel_${name}`);
const publication = { kind: 'publication', chat: 'lobby', data: '1' } as const;

let postgres: Postgres;
let schemas = 0;
const newSchema = () => {
  schemas += 1;
  return `test_${schemas}`;
};

beforeAll(async () => {
  postgres = await startPostgres();
  return () => postgres.stop();
});

storeContract('the PostgreSQL store', async (clock) => {
  const schema = newSchema();
  let pools: pg.Pool[] = [];
  const openStore = async () => {
    const pool = await postgres.pool(schema);
    pools.push(pool);
    return postgresStore(pool, { clock });
  };
  const endAll = async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    pools = [];
  };
  return {
    store: await openStore(),
    another: openStore,
    async reopen() {
      await endAll();
      return openStore();
    },
    async backup() {
      for (const table of TABLES) await pools[0]?.query(`CREATE TABLE backup_${table} AS TABLE ${table}`);
      return async () => {
        const statements = TABLES.map((table) => `TRUNCATE ${table}; INSERT INTO ${table} TABLE backup_${table};`);
        await pools[0]?.query(statements.join(''));
        return openStore();
      };
    },
    end: endAll,
  };
});

describe('the PostgreSQL store', () => {
  const listener = () => ({ poke: vi.fn(), brief: vi.fn(), trouble: vi.fn() });

  it('creates its tables once, when several gateways start together', async () => {
    const schema = newSchema();
    const pools = await Promise.all([1, 2, 3, 4].map(() => postgres.pool(schema)));
    const stores = pools.map((pool) => postgresStore(pool));
    const outcomes = await Promise.all(stores.map((store) => store.append([publication])));
    expect(outcomes.map(([outcome]) => outcome?.result === 'taken' && outcome.seq).sort()).toEqual([1, 2, 3, 4]);
    await Promise.all(pools.map((pool) => pool.end()));
  });

  it('tells other gateways of what it appends, and of brief frames', async () => {
    const schema = newSchema();
    const pools = [await postgres.pool(schema), await postgres.pool(schema)] as const;
    const [here, there] = [postgresStore(pools[0]), postgresStore(pools[1])];
    const [hears, own] = [listener(), listener()];
    there.subscribe(hears);
    here.subscribe(own);
    // Listening begins with a poke for whatever was missed before.
    await vi.waitFor(() => expect([hears.poke, own.poke].map(({ mock }) => mock.calls)).toEqual([[[null]], [[null]]]));
    await here.append([{ ...publication, chat: 'a "chat"' }]);
    here.brief?.('lobby', '{"t":"brief"}');
    here.brief?.('lobby', 'x'.repeat(8_000));
    await vi.waitFor(() => expect(hears.brief.mock.calls).toEqual([['lobby', '{"t":"brief"}']]));
    expect(hears.poke.mock.calls).toEqual([[null], ['a "chat"']]);
    expect([own.brief.mock.calls, own.trouble.mock.calls, hears.trouble.mock.calls]).toEqual([[], [], []]);
    await Promise.all([here.close(), there.close()]);
    await Promise.all(pools.map((pool) => pool.end()));
  });

  it('tells gateways with tables in another schema of the database of no brief frame', async () => {
    const [home, away] = [newSchema(), newSchema()];
    const pools = [await postgres.pool(home), await postgres.pool(home), await postgres.pool(away)] as const;
    const [here, there, elsewhere] = pools.map((pool) => postgresStore(pool));
    const [own, hears, foreign] = [listener(), listener(), listener()];
    here?.subscribe(own);
    there?.subscribe(hears);
    elsewhere?.subscribe(foreign);
    await vi.waitFor(() => {
      for (const { poke } of [own, hears, foreign]) expect(poke).toHaveBeenCalled();
    });
    here?.brief?.('lobby', '{"t":"brief"}');
    elsewhere?.brief?.('lobby', '{"t":"brief","from":"elsewhere"}');
    // Notifications come in the order of their commits.
    await elsewhere?.append([publication]);
    await vi.waitFor(() => expect(foreign.poke).toHaveBeenCalledWith('lobby'));
    await vi.waitFor(() => expect(hears.brief.mock.calls).toEqual([['lobby', '{"t":"brief"}']]));
    expect(foreign.brief.mock.calls).toEqual([]);
    await Promise.all([here, there, elsewhere].map((store) => store?.close()));
    await Promise.all(pools.map((pool) => pool.end()));
  });

  it('listens again when its connection was ended, and has every chat read again', async () => {
    const schema = newSchema();
    const pool = await postgres.pool(schema);
    const store = postgresStore(pool);
    const hears = listener();
    store.subscribe(hears);
    await vi.waitFor(() => expect(hears.poke).toHaveBeenCalledTimes(1));
    const ended = await pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND pid <> pg_backend_pid()",
    );
    expect(ended.rows).toHaveLength(1);
    await vi.waitFor(() => expect(hears.poke.mock.calls).toEqual([[null], [null]]), { timeout: 5_000 });
    expect(hears.trouble).toHaveBeenCalled();
    await store.append([publication]);
    await vi.waitFor(() => expect(hears.poke).toHaveBeenLastCalledWith('lobby'));
    await store.close();
    await pool.end();
  });

  it('rejects when a connection is ended in the middle, and goes on with another', async () => {
    const schema = newSchema();
    const pool = await postgres.pool(schema);
    const store = postgresStore(pool);
    await store.append([publication]);
    const holder = await pool.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM evenkeel_logs FOR UPDATE');
    const appended = store.append([publication]);
    const fails = expect(appended).rejects.toThrow(/terminat/);
    await vi.waitFor(async () => {
      const ended = await pool.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%FOR UPDATE'",
      );
      expect(ended.rows).toHaveLength(1);
    });
    await fails;
    await holder.query('COMMIT');
    holder.release();
    expect(await store.append([publication])).toMatchObject([{ result: 'taken', seq: 2 }]);
    await pool.end();
  });

  it('tries again and again to listen, ever more slowly, and says why', async () => {
    const clock = createVirtualClock();
    const pool = new pg.Pool({ host: '/nowhere', database: 'none' });
    const store = postgresStore(pool, { clock });
    const hears = listener();
    store.subscribe(hears);
    const waits: (number | undefined)[] = [];
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      await vi.waitFor(() => expect(hears.trouble).toHaveBeenCalledTimes(attempt), { interval: 1 });
      waits.push(clock.pending[0]?.delayMs);
      clock.advance(5_000);
    }
    expect(waits).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
    await store.close();
    await pool.end();
    expect(clock.pending).toEqual([]);
  });

  it('rejects when the database cannot be reached, and says so each time', async () => {
    const pool = new pg.Pool({ host: '/nowhere', database: 'none' });
    const store = postgresStore(pool);
    await expect(store.append([publication])).rejects.toThrow(/ENOENT/);
    await expect(store.greet('lobby', 'ada', [], null)).rejects.toThrow(/ENOENT/);
    await pool.end();
  });
});
