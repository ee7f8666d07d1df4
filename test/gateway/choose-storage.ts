import { join } from 'node:path';
import { type LogStorage, memoryStorage } from './log-storage.js';
import { postgresStorage } from './postgres-storage.js';
import { FileInUse, sqliteStorage } from './sqlite-storage.js';

const FOLDER = join(import.meta.dirname, '../../.data');

/**
 * `DATABASE_URL` names a PostgreSQL, `GATEWAY_DB` an SQLite file, or `:memory:`. Without either: the first of
 * `gateway.sqlite`, `gateway-2.sqlite`… in a folder of the repository that no other gateway has.
 */
export async function chooseStorage(
  env: Readonly<Record<string, string | undefined>> = process.env,
  folder = FOLDER,
): Promise<LogStorage> {
  const { DATABASE_URL, GATEWAY_DB } = env;
  if (DATABASE_URL) return postgresStorage(DATABASE_URL);
  if (GATEWAY_DB === ':memory:') return memoryStorage();
  return GATEWAY_DB ? sqliteStorage(GATEWAY_DB) : firstFree(folder);
}

async function firstFree(folder: string): Promise<LogStorage> {
  for (let nth = 1; ; nth += 1) {
    const storage = sqliteStorage(join(folder, nth === 1 ? 'gateway.sqlite' : `gateway-${nth}.sqlite`));
    try {
      // It holds the file from now on.
      await storage.open();
      return storage;
    } catch (error) {
      if (!(error instanceof FileInUse)) throw error;
    }
  }
}
