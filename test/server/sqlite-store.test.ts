import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, type SqliteDatabase, sqliteStore } from '../../src/server/index.js';
import { storeContract } from './store-contract.js';

const publication = { kind: 'publication', chat: 'lobby', data: '1' } as const;

interface Opened extends SqliteDatabase {
  close(): unknown;
}
type Open = (file: string) => Opened;

const storeOn = (openDatabase: Open) => async (clock: Clock) => {
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-sqlite-'));
  const file = join(folder, 'chats.db');
  let open: Opened[] = [];
  const openStore = (path = file) => {
    const database = openDatabase(path);
    open.push(database);
    return sqliteStore(database, { clock });
  };
  const closeAll = () => {
    for (const database of open) database.close();
    open = [];
  };
  return {
    store: openStore(),
    another: async () => openStore(),
    async reopen() {
      closeAll();
      return openStore();
    },
    async backup() {
      const copy = join(folder, 'backup.db');
      open[0]?.prepare('VACUUM INTO ?').run(copy);
      return async () => {
        closeAll();
        return openStore(copy);
      };
    },
    async end() {
      closeAll();
      await rm(folder, { recursive: true });
    },
  };
};

storeContract(
  'the SQLite store on libsql',
  storeOn((file) => new Database(file)),
);

// From Node 22 on; libsql's interface is that of better-sqlite3.
const builtin = process.getBuiltinModule('node:sqlite') as { DatabaseSync: new (file: string) => Opened } | undefined;
if (builtin !== undefined)
  storeContract(
    'the SQLite store on node:sqlite',
    storeOn((file) => new builtin.DatabaseSync(file)),
  );

describe('the SQLite store', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-sqlite-'));
    file = join(folder, 'chats.db');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('writes ahead, and syncs at every commit', () => {
    const database = new Database(file);
    sqliteStore(database);
    const [journal] = database.prepare('PRAGMA journal_mode').all() as { journal_mode: string }[];
    const [synchronous] = database.prepare('PRAGMA synchronous').all() as { synchronous: number }[];
    expect([journal?.journal_mode, synchronous?.synchronous]).toEqual(['wal', 2]);
    database.close();
  });

  it('rejects while another process holds the file, writes nothing, and goes on after', async () => {
    const [database, other] = [new Database(file), new Database(file)];
    const store = sqliteStore(database);
    database.exec('PRAGMA busy_timeout = 0');
    other.exec('BEGIN IMMEDIATE');
    await expect(store.append([publication])).rejects.toThrow(/locked/);
    other.exec('COMMIT');
    expect(await store.append([publication])).toMatchObject([{ result: 'taken', seq: 1 }]);
    database.close();
    other.close();
  });

  it('rejects when the disk is full, writes nothing, and goes on after', async () => {
    const database = new Database(file);
    const store = sqliteStore(database);
    const [pages] = database.prepare('PRAGMA page_count').all() as { page_count: number }[];
    database.prepare(`PRAGMA max_page_count = ${pages?.page_count}`).all();
    const large = { ...publication, data: `"${'x'.repeat(200_000)}"` };
    await expect(store.append([publication, large])).rejects.toThrow(/full/);
    database.prepare('PRAGMA max_page_count = 1000000').all();
    expect(await store.append([publication])).toMatchObject([{ result: 'taken', seq: 1 }]);
    database.close();
  });

  it('refuses tables of a later version', () => {
    const database = new Database(file);
    sqliteStore(database);
    database.exec('UPDATE evenkeel_schema SET version = 9');
    expect(() => sqliteStore(database)).toThrow('The tables evenkeel_… are of version 9; this release knows version 1');
    database.close();
  });

  it('finds its events by their keys, however long the log is', () => {
    const database = new Database(file);
    sqliteStore(database);
    const plan = database
      .prepare('EXPLAIN QUERY PLAN SELECT seq FROM evenkeel_events WHERE chat = ? AND seq > ? ORDER BY seq LIMIT ?')
      .all('lobby', 1, 1) as { detail: string }[];
    expect(plan.map(({ detail }) => detail).join()).toMatch(/SEARCH .* USING .*INDEX .*\(chat=\? AND seq>\?\)$/);
    database.close();
  });
});
