import pg from 'pg';
import { postgresStore } from '../../src/server/index.js';
import { type LogStorage, newSecret } from './log-storage.js';

/** Two gateways that begin at once would both create it. */
const TABLE = `
SELECT pg_advisory_xact_lock(hashtext('evenkeel gateway'));
CREATE TABLE IF NOT EXISTS gateway (id INTEGER PRIMARY KEY CHECK (id = 1), secret TEXT NOT NULL)`;

/** In a PostgreSQL, for any number of gateways. Backups are the database's own. */
export function postgresStorage(url: string): LogStorage {
  return {
    async open() {
      const pool = new pg.Pool({ connectionString: url });
      // An idle client that was ended: the next query takes another.
      pool.on('error', () => undefined);
      try {
        const secret = await secretIn(pool);
        const store = postgresStore(pool);
        return {
          store,
          secret,
          async close() {
            await store.close();
            await pool.end();
          },
        };
      } catch (error) {
        await pool.end();
        throw new Error(`The database that DATABASE_URL names cannot be used: ${(error as Error).message}`);
      }
    },
    end: async () => undefined,
  };
}

async function secretIn(pool: pg.Pool): Promise<string> {
  await pool.query(TABLE);
  await pool.query('INSERT INTO gateway VALUES (1, $1) ON CONFLICT DO NOTHING', [newSecret()]);
  const { rows } = await pool.query<{ secret: string }>('SELECT secret FROM gateway');
  return rows[0]?.secret ?? '';
}
