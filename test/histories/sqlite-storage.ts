import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { type DeliveryStore, sqliteStore } from '../../src/server/index.js';
import type { Endings } from './endings.js';
import type { LogStorage } from './log-storage.js';
import { readLog } from './read-log.js';

/** A SQLite file of its own. A backup is a file beside it, of one moment. */
export const startSqliteStorage = async (endings: Endings): Promise<LogStorage> => {
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-history-'));
  endings.add(() => rm(folder, { recursive: true }));
  const file = join(folder, 'chats.db');
  const backupFile = (backup: number) => join(folder, `backup-${backup}.db`);
  /** Opened each time: after a restore it is another file. */
  const opened = async <T>(name: string, work: (database: Database.Database, store: DeliveryStore) => Promise<T>) => {
    const database = new Database(name);
    try {
      database.exec('PRAGMA busy_timeout = 5000');
      return await work(database, sqliteStore(database));
    } finally {
      database.close();
    }
  };
  return {
    settings: { file },
    maxGateways: 1,
    read: (chat) => opened(file, (_, store) => readLog(store, chat)),
    async backUp(backup) {
      await opened(file, async (database) => database.exec(`VACUUM INTO '${backupFile(backup)}'`));
      return opened(backupFile(backup), async (database) => {
        const rows = database.prepare('SELECT chat, head FROM evenkeel_logs').all() as { chat: string; head: number }[];
        return Object.fromEntries(rows.map(({ chat, head }) => [chat, head]));
      });
    },
    quiet: async () => {},
    async restore(backup) {
      for (const suffix of ['', '-wal', '-shm']) await rm(file + suffix, { force: true });
      await copyFile(backupFile(backup), file);
    },
    faults: {},
  };
};
