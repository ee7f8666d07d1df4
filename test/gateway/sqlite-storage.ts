import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type Database from 'libsql';
import { sqliteStore } from '../../src/server/index.js';
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
    async open() {
      connection ??= await connect(file);
      const database = connection;
      const store = sqliteStore(database);
      return {
        store,
        secret: secretIn(database),
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

async function connect(file: string): Promise<Connection> {
  await mkdir(dirname(file), { recursive: true });
  const { default: open } = await import('libsql');
  const database = new open(file);
  try {
    // Held until the process ends, whatever ends it.
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('CREATE TABLE IF NOT EXISTS gateway (id INTEGER PRIMARY KEY CHECK (id = 1), secret TEXT NOT NULL)');
    database.prepare('INSERT OR IGNORE INTO gateway VALUES (1, ?)').run(newSecret());
    return database;
  } catch (error) {
    database.close();
    throw (error as { code?: unknown }).code === 'SQLITE_BUSY' ? new FileInUse(file) : error;
  }
}

function secretIn(database: Connection): string {
  const [row] = database.prepare('SELECT secret FROM gateway').all() as [{ secret: string }];
  return row.secret;
}

/** Every row of every table by those of the copy. */
function replace(database: Connection, copy: string): void {
  database.prepare('ATTACH ? AS copy').run(copy);
  try {
    const tables = database.prepare("SELECT name FROM copy.sqlite_schema WHERE type = 'table'").all() as {
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
