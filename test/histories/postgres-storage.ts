import { postgresStore } from '../../src/server/index.js';
import { startPostgres } from '../server/postgres.js';
import type { Endings } from './endings.js';
import type { LogStorage } from './log-storage.js';
import { readLog } from './read-log.js';
import { until } from './until.js';

const SCHEMA = 'live';
const GATEWAY = 'gateway';
const TABLES = ['logs', 'events', 'senders', 'nacks'].map((name) => `evenkeel_${name}`);
const QUIET_LIMIT_MS = 60_000;

/** A PostgreSQL of its own. A backup is what `pg_dump` would take: a copy of all tables, of one moment. */
export const startPostgresStorage = async (endings: Endings): Promise<LogStorage> => {
  const postgres = await startPostgres();
  endings.add(postgres.stop);
  const pool = await postgres.pool(SCHEMA);
  endings.add(() => pool.end());
  const store = postgresStore(pool);
  endings.add(store.close);
  const inTransaction = async (...statements: readonly string[]) => {
    const client = await pool.connect();
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
      for (const statement of statements) await client.query(statement);
      await client.query('COMMIT');
      client.release();
    } catch (error) {
      client.release(true);
      throw error;
    }
  };
  return {
    settings: { postgres: { ...postgres.settings, options: `-c search_path=${SCHEMA}`, application_name: GATEWAY } },
    maxGateways: 2,
    read: (chat) => readLog(store, chat),
    async backUp(backup) {
      const copies = TABLES.map((table) => `CREATE TABLE backup_${backup}.${table} AS TABLE ${SCHEMA}.${table}`);
      await inTransaction(`CREATE SCHEMA backup_${backup}`, ...copies);
      const { rows } = await pool.query<{ chat: string; head: string }>(
        `SELECT chat, head FROM backup_${backup}.evenkeel_logs`,
      );
      return Object.fromEntries(rows.map(({ chat, head }) => [chat, Number(head)]));
    },
    async quiet() {
      // What a gateway had sent when it was killed is still carried out.
      const isQuiet = async () => {
        const asked = await pool.query('SELECT FROM pg_stat_activity WHERE application_name = $1', [GATEWAY]);
        return asked.rowCount === 0;
      };
      if (!(await until(isQuiet, QUIET_LIMIT_MS))) throw new Error('PostgreSQL works on for a gateway that is gone');
    },
    async restore(backup) {
      const tables = TABLES.map((table) => `${SCHEMA}.${table}`);
      const copies = TABLES.map((table) => `INSERT INTO ${SCHEMA}.${table} SELECT * FROM backup_${backup}.${table}`);
      await inTransaction(`TRUNCATE ${tables.join(', ')}`, ...copies);
    },
    faults: { 'PostgreSQL crashes': postgres.crash, 'PostgreSQL restarts': postgres.restart },
  };
};
