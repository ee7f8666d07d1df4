import type Database from 'libsql';
import type { LogEntry } from './subject.js';

/** The log of a peer's server: a table, as an application has one. */
export class ChatLog {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    database.exec(
      'CREATE TABLE IF NOT EXISTS messages (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, text TEXT NOT NULL)',
    );
  }

  /** Null: a message of this id is there already. Without an id every message is a new one. */
  append(text: string, id: string | null = null): LogEntry | null {
    const insert = 'INSERT INTO messages (id, text) VALUES (?, ?) ON CONFLICT (id) DO NOTHING';
    const { changes, lastInsertRowid } = this.#database.prepare(insert).run(id, text);
    return changes === 0 ? null : { seq: Number(lastInsertRowid), text };
  }

  after(seq: number): readonly LogEntry[] {
    const rows = this.#database.prepare('SELECT seq, text FROM messages WHERE seq > ? ORDER BY seq').all(seq);
    return rows as LogEntry[];
  }
}
