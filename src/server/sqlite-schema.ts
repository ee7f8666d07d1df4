/** A prepared statement, as `better-sqlite3`, `libsql` and `node:sqlite` have it. */
export interface SqliteStatement {
  /** Runs it for its effect. */
  run(...values: (string | number | null)[]): unknown;
  /** Runs it for its rows. */
  all(...values: (string | number | null)[]): unknown[];
}

/** A synchronous SQLite database: of `better-sqlite3`, of `libsql`, or a `DatabaseSync` of `node:sqlite`. */
export interface SqliteDatabase {
  /** Runs statements without values. */
  exec(sql: string): unknown;
  /** Prepares one statement. */
  prepare(sql: string): SqliteStatement;
}

/** Of the tables below; a store refuses a database with a later one. */
const VERSION = 1;

const TABLES = `
CREATE TABLE evenkeel_logs (
  chat TEXT PRIMARY KEY NOT NULL,
  epoch TEXT NOT NULL,
  oldest INTEGER NOT NULL,
  head INTEGER NOT NULL,
  tag TEXT,
  base_tag TEXT
);
CREATE TABLE evenkeel_events (
  chat TEXT NOT NULL,
  seq INTEGER NOT NULL,
  tag TEXT NOT NULL,
  sender TEXT,
  n INTEGER,
  data TEXT NOT NULL,
  PRIMARY KEY (chat, seq)
);
CREATE UNIQUE INDEX evenkeel_events_of_sender ON evenkeel_events (chat, sender, n) WHERE sender IS NOT NULL;
CREATE TABLE evenkeel_senders (
  chat TEXT NOT NULL,
  sender TEXT NOT NULL,
  owner TEXT NOT NULL,
  last INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  is_lost INTEGER NOT NULL,
  PRIMARY KEY (chat, sender)
);
CREATE TABLE evenkeel_nacks (
  chat TEXT NOT NULL,
  sender TEXT NOT NULL,
  n INTEGER NOT NULL,
  code TEXT NOT NULL,
  PRIMARY KEY (chat, sender, n)
);
CREATE TABLE evenkeel_schema (version INTEGER NOT NULL);
INSERT INTO evenkeel_schema VALUES (${VERSION});
`;

/** Runs `work` in a transaction that no other writer interrupts; what throws is undone. */
export function inTransaction<T>(database: SqliteDatabase, begin: 'BEGIN IMMEDIATE' | 'BEGIN', work: () => T): T {
  database.exec(begin);
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    try {
      database.exec('ROLLBACK');
    } catch {
      // SQLite has already undone it: the disk is full, for instance.
    }
    throw error;
  }
}

/** Makes commits durable, and creates the tables where there are none. */
export function prepareDatabase(database: SqliteDatabase): void {
  database.prepare('PRAGMA journal_mode = WAL').all();
  database.prepare('PRAGMA synchronous = FULL').all();
  inTransaction(database, 'BEGIN IMMEDIATE', () => {
    const hasTables = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'evenkeel_schema'").all().length > 0;
    if (!hasTables) {
      database.exec(TABLES);
      return;
    }
    const [row] = database.prepare('SELECT version FROM evenkeel_schema').all() as { version: number }[];
    if (row?.version !== VERSION)
      throw new Error(`The tables evenkeel_… are of version ${row?.version}; this release knows version ${VERSION}`);
  });
}

/** Every statement of the store, prepared once. Together with `?1`, of which a statement may use more than one. */
export const prepareStatements = (database: SqliteDatabase) => {
  const prepare = (sql: string) => database.prepare(sql);
  return {
    log: prepare('SELECT epoch, oldest, head, tag, base_tag AS baseTag FROM evenkeel_logs WHERE chat = ?'),
    beginLog: prepare(
      'INSERT INTO evenkeel_logs (chat, epoch, oldest, head, tag, base_tag) VALUES (?, ?, 1, 0, NULL, NULL)',
    ),
    moveHead: prepare('UPDATE evenkeel_logs SET head = ?, tag = ? WHERE chat = ?'),
    moveOldest: prepare('UPDATE evenkeel_logs SET oldest = ?, base_tag = ? WHERE chat = ?'),
    tagAt: prepare('SELECT tag FROM evenkeel_events WHERE chat = ? AND seq = ?'),
    addEvent: prepare('INSERT INTO evenkeel_events (chat, seq, tag, sender, n, data) VALUES (?, ?, ?, ?, ?, ?)'),
    eventsAfter: prepare(
      'SELECT seq, tag, data, sender AS "from", n FROM evenkeel_events WHERE chat = ? AND seq > ? ORDER BY seq LIMIT ?',
    ),
    eventOf: prepare('SELECT seq FROM evenkeel_events WHERE chat = ? AND sender = ? AND n = ?'),
    removeEvents: prepare('DELETE FROM evenkeel_events WHERE chat = ? AND seq < ?'),
    sender: prepare(
      'SELECT chat, sender, owner AS user, last, last_seq AS lastSeq, used_at AS usedAt, is_lost AS isLost FROM evenkeel_senders WHERE chat = ? AND sender = ?',
    ),
    putSender: prepare(
      'INSERT OR REPLACE INTO evenkeel_senders (chat, sender, owner, last, last_seq, used_at, is_lost) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    touchSender: prepare('UPDATE evenkeel_senders SET used_at = ? WHERE chat = ? AND sender = ?'),
    removeSenders: prepare('DELETE FROM evenkeel_senders WHERE chat = ? AND used_at < ? AND last_seq < ?'),
    addNack: prepare('INSERT INTO evenkeel_nacks (chat, sender, n, code) VALUES (?, ?, ?, ?)'),
    nack: prepare('SELECT code FROM evenkeel_nacks WHERE chat = ? AND sender = ? AND n = ?'),
    nacksOf: prepare('SELECT n, code FROM evenkeel_nacks WHERE chat = ? AND sender = ? ORDER BY n'),
    removeNacks: prepare('DELETE FROM evenkeel_nacks WHERE chat = ? AND sender = ? AND n <= ?'),
    removeLeftNacks: prepare(
      'DELETE FROM evenkeel_nacks WHERE chat = ?1 AND sender NOT IN (SELECT sender FROM evenkeel_senders WHERE chat = ?1)',
    ),
  };
};
