import { inPostgresTransaction, type PostgresPool } from './postgres-client.js';
import { CREATE_TABLES, HAS_SCHEMA, LOCK_SCHEMA, READ_VERSION, SCHEMA_VERSION } from './postgres-statements.js';

/** Creates the tables where there are none; throws for tables of another version. */
export async function createTables(pool: PostgresPool): Promise<void> {
  await inPostgresTransaction(pool, async (client) => {
    await client.query(LOCK_SCHEMA);
    const [found] = (await client.query(HAS_SCHEMA)).rows as { hasSchema: boolean }[];
    if (found?.hasSchema !== true) {
      await client.query(CREATE_TABLES);
      return;
    }
    const [row] = (await client.query(READ_VERSION)).rows as { version: number }[];
    if (row?.version !== SCHEMA_VERSION)
      throw new Error(
        `The tables evenkeel_… are of version ${row?.version}; this release knows version ${SCHEMA_VERSION}`,
      );
  });
}
