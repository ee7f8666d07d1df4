import pg from 'pg';
import { postgresStore } from '../../src/server/index.js';
import { type LogStorage, newSecret } from './log-storage.js';

/** Two gateways that begin at once would both create them. */
const TABLES = `
SELECT pg_advisory_xact_lock(hashtext('evenkeel gateway'));
CREATE TABLE IF NOT EXISTS gateway (id INTEGER PRIMARY KEY CHECK (id = 1), secret TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS gateway_tokens (id INTEGER PRIMARY KEY CHECK (id = 1), expired_at BIGINT NOT NULL)`;
const KEEP_EXPIRED_AT = `
INSERT INTO gateway_tokens VALUES (1, $1)
ON CONFLICT (id) DO UPDATE SET expired_at = GREATEST(gateway_tokens.expired_at, EXCLUDED.expired_at)`;

/** In a PostgreSQL, for any number of gateways. Backups are the database's own. */
export function postgresStorage(url: string): LogStorage {
  return {
    place: placeOf(url),
    async open() {
      const pool = new pg.Pool({ connectionString: url });
      // An idle client that was ended: the next query takes another.
      pool.on('error', () => undefined);
      try {
        const secret = await secretIn(pool);
        const tokensExpiredAt = await expiredAtIn(pool);
        const store = postgresStore(pool);
        return {
          store,
          secret,
          tokensExpiredAt,
          async keepTokensExpiredAt(expiredAt) {
            await pool.query(KEEP_EXPIRED_AT, [expiredAt]);
          },
          async close() {
            await store.close();
            await pool.end();
          },
        };
      } catch (error) {
        await pool.end();
        throw new Error(`The database that DATABASE_URL names cannot be used: ${reasonOf(error)}`);
      }
    },
    end: async () => undefined,
  };
}

/** As `pg` reads the address, and without what it cannot read: a password may be anywhere in that. */
function placeOf(connectionString: string): string {
  try {
    const { host, port, database } = new pg.Client({ connectionString });
    return `PostgreSQL at ${host}:${port}, database ${database}`;
  } catch {
    return 'PostgreSQL';
  }
}

/** Of a name with several addresses, of which none answers, the error has no message of its own. */
function reasonOf(error: unknown): string {
  const one = error instanceof AggregateError ? error.errors[0] : error;
  return one instanceof Error ? one.message : String(one);
}

async function secretIn(pool: pg.Pool): Promise<string> {
  await pool.query(TABLES);
  await pool.query('INSERT INTO gateway VALUES (1, $1) ON CONFLICT DO NOTHING', [newSecret()]);
  const { rows } = await pool.query<{ secret: string }>('SELECT secret FROM gateway');
  return rows[0]?.secret ?? '';
}

async function expiredAtIn(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ expired_at: string }>('SELECT expired_at FROM gateway_tokens');
  return Number(rows[0]?.expired_at ?? 0);
}
