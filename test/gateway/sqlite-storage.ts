import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type Database from 'libsql';
import { type DeliveryStore, sqliteStore } from '../../src/server/index.js';
import { type LogStorage, newSecret } from './log-storage.js';

type Connection = Database.Database;

/** Another process has the file open. */
export class FileInUse extends Error {
  override readonly name = 'FileInUse';

  constructor(file: string) {
    super(`${file} is in use: end the gateway that has it, or set GATEWAY_DB to another file.`);
  }
}

/** In an SQLite file, which is created with its folder where there is none. It is held from the first opening on, against other processes. */
export function sqliteStorage(file: string): LogStorage {
  const copy = `${file}.backup`;
  // One for all openings: libsql lets go of a file only when its statements have been collected.
  let connection: Connection | null = null;
  return {
    place: file,
    async open() {
      connection ??= await connect(file);
      const database = connection;
      const store = storeIn(database, file);
      return {
        store,
        secret: secretIn(database),
        tokensExpiredAt: expiredAtIn(database),
        async keepTokensExpiredAt(expiredAt) {
          database.prepare('INSERT OR REPLACE INTO gateway_tokens VALUES (1, ?)').run(expiredAt);
        },
        async backUp() {
          await rm(copy, { force: true });
          database.prepare('VACUUM INTO ?').run(copy);
        },
        close: () => store.close(),
      };
    },
    async restore() {
      if (connection !== null) replace(connection, copy);
    },
    async end() {
      connection?.close();
      connection = null;
    },
  };
}

/** Throws one sentence that says which file it is. */
async function connect(file: string): Promise<Connection> {
  const { default: Opened } = await import('libsql');
  let database: Connection;
  try {
    await mkdir(dirname(file), { recursive: true });
    database = new Opened(file);
  } catch (error) {
    const found = await stat(file).catch(() => null);
    throw unusable(file, found?.isDirectory() ? new Error('it is a folder') : error);
  }
  try {
    // Held until the process ends, whatever ends it.
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('CREATE TABLE IF NOT EXISTS gateway (id INTEGER PRIMARY KEY CHECK (id = 1), secret TEXT NOT NULL)');
    database.exec(
      'CREATE TABLE IF NOT EXISTS gateway_tokens (id INTEGER PRIMARY KEY CHECK (id = 1), expired_at INTEGER NOT NULL)',
    );
    database.prepare('INSERT OR IGNORE INTO gateway VALUES (1, ?)').run(newSecret());
    return database;
  } catch (error) {
    database.close();
    throw (error as { code?: unknown }).code === 'SQLITE_BUSY' ? new FileInUse(file) : unusable(file, error);
  }
}

const unusable = (file: string, cause: unknown) =>
  new Error(`${file} cannot be used for the log: ${cause instanceof Error ? cause.message : cause}.`, { cause });

function storeIn(database: Connection, file: string): DeliveryStore {
  try {
    return sqliteStore(database);
  } catch (error) {
    throw unusable(file, error);
  }
}

function secretIn(database: Connection): string {
  const [row] = database.prepare('SELECT secret FROM gateway').all() as [{ secret: string }];
  return row.secret;
}

function expiredAtIn(database: Connection): number {
  const [row] = database.prepare('SELECT expired_at FROM gateway_tokens').all() as { expired_at: number }[];
  return row?.expired_at ?? 0;
}

/** Every row of every table by those of the copy; but what has expired stays so. */
function replace(database: Connection, copy: string): void {
  database.prepare('ATTACH ? AS copy').run(copy);
  try {
    const tables = database
      .prepare("SELECT name FROM copy.sqlite_schema WHERE type = 'table' AND name <> 'gateway_tokens'")
      .all() as {
      name: string;
    }[];
    const moves = tables.map(
      ({ name }) => `DELETE FROM main.${name}; INSERT INTO main.${name} SELECT * FROM copy.${name};`,
    );
    database.exec(`BEGIN IMMEDIATE; ${moves.join(' ')} COMMIT`);
  } finally {
    database.exec('DETACH copy');
  }
}
