/** A client of `pg`, as far as the store uses one. */
export interface PostgresClient {
  /** Runs a statement. */
  query(text: string, values?: unknown[]): Promise<{ readonly rows: unknown[] }>;
  /** Gives it back to its pool, or ends it. */
  release(destroy?: Error | boolean): void;
  /** What NOTIFY says. */
  on(
    event: 'notification',
    listener: (message: { readonly channel: string; readonly payload?: string | undefined }) => void,
  ): unknown;
  /** The connection failed. */
  on(event: 'error', listener: (error: Error) => void): unknown;
  /** The connection ended. */
  on(event: 'end', listener: () => void): unknown;
  /** Ends listening. */
  off(event: 'error', listener: (error: Error) => void): unknown;
}

/** A pool of `pg`, as far as the store uses one. */
export interface PostgresPool {
  /** A client of one's own, until it is released. */
  connect(): Promise<PostgresClient>;
  /** Runs a statement on any client. */
  query(text: string, values?: unknown[]): Promise<{ readonly rows: unknown[] }>;
}

/** Runs `work` on one client in a transaction; what throws is undone, and a client that cannot even do that is given up. */
export async function inPostgresTransaction<T>(
  pool: PostgresPool,
  work: (client: PostgresClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let lost: Error | undefined;
  // The pool listens to idle clients alone: what ends this one would end the process. Its queries reject.
  const onError = (error: Error) => {
    lost = error;
  };
  client.on('error', onError);
  try {
    // The locks order all writers, so that each statement must see what was committed before it.
    await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => {
      lost = failure;
    });
    throw error;
  } finally {
    client.off('error', onError);
    client.release(lost);
  }
}
