import type { Clock } from '../contract/clock.js';
import type { Cursor, HelloSender, Nacked } from '../domain/delivery-frames.js';
import { randomText } from '../domain/random-text.js';
import { gapAt, trimmedTo } from './gap-at.js';
import { serverClock, wallTime } from './server-clock.js';
import { inTransaction, prepareDatabase, prepareStatements, type SqliteDatabase } from './sqlite-schema.js';
import {
  type DeliveryStore,
  type Entry,
  type Greeting,
  type LogState,
  type Outcome,
  type Page,
  SENDER_LIFETIME_MS,
  type StoredEvent,
  type StoreListener,
  TOUCH_EVERY_MS,
} from './store.js';
import { isForeign, lostRow, outcomesOf, type SenderRow, takeBatch } from './take-batch.js';

interface LogRow extends LogState {
  readonly baseTag: string | null;
}

/**
 * A store in one SQLite file, for one process: a server learns of events that its own process appended. `database` is the
 * application's, opened with `better-sqlite3`, `libsql` or `node:sqlite`; give the store a connection of its own. It creates the
 * tables `evenkeel_…`, and throws where it cannot.
 *
 * It sets `journal_mode = WAL` and `synchronous = FULL`: what it has answered survives a loss of power, as far as the disk keeps
 * what it has synced. A locked or full database is an error of the call; set `busy_timeout` as you need it.
 *
 * `clock` is for the age of senders.
 */
export function sqliteStore(
  database: SqliteDatabase,
  { clock = serverClock }: { readonly clock?: Clock } = {},
): DeliveryStore {
  prepareDatabase(database);
  const log = new SqliteLog(database, clock);
  const listeners = new Set<StoreListener>();
  return {
    async append(batch) {
      const { outcomes, changed } = log.append(batch);
      for (const chat of changed) for (const listener of [...listeners]) listener.poke(chat);
      return outcomes;
    },
    greet: async (chat, user, senders, cursor) => log.greet(chat, user, senders, cursor),
    read: async (chat, after, limit) => log.read(chat, after, limit),
    trim: async (chat, before) => log.trim(chat, before),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => listeners.clear(),
  };
}

class SqliteLog {
  readonly #database: SqliteDatabase;
  readonly #clock: Clock;
  readonly #statements: ReturnType<typeof prepareStatements>;

  constructor(database: SqliteDatabase, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
    this.#statements = prepareStatements(database);
  }

  append(batch: readonly Entry[]): { readonly outcomes: readonly Outcome[]; readonly changed: Iterable<string> } {
    const { moveHead, addEvent, addNack } = this.#statements;
    return inTransaction(this.#database, 'BEGIN IMMEDIATE', () => {
      const held = {
        log: (chat: string) => this.#log(chat) ?? this.#begin(chat),
        sender: (chat: string, sender: string) => this.#sender(chat, sender),
      };
      const { decisions, logs, events, senders, nacks } = takeBatch(batch, held, this.#now());
      for (const { chat, seq, tag, from, n, data } of events) addEvent.run(chat, seq, tag, from, n, data);
      for (const row of senders) this.#put(row);
      for (const { chat, s, n, code } of nacks) addNack.run(chat, s, n, code);
      for (const [chat, { head, tag }] of logs) moveHead.run(head, tag, chat);
      return { outcomes: outcomesOf(batch, decisions, (entry) => this.#settlement(entry)), changed: logs.keys() };
    });
  }

  greet(chat: string, user: string, senders: readonly HelloSender[], cursor: Cursor | null): Greeting {
    const read = () => this.#greeting(chat, user, senders, cursor);
    const { greeting, isStale } = inTransaction(this.#database, 'BEGIN', read) ?? this.#beginAndGreet(chat, read);
    if (!isStale) return greeting;
    return inTransaction(this.#database, 'BEGIN IMMEDIATE', () => {
      // Read again: a message may have come in between, from another process.
      const current = read()?.greeting ?? greeting;
      this.#tidy(chat, user, senders, current);
      return current;
    });
  }

  read(chat: string, after: Cursor, limit: number): Page {
    return inTransaction(this.#database, 'BEGIN', () => {
      const log = this.#log(chat);
      const gap = log === undefined ? 'epoch' : gapAt(log, after, this.#tagAt(chat, log, after));
      if (gap !== undefined) return { gap };
      return { events: this.#statements.eventsAfter.all(chat, after.seq, limit) as StoredEvent[] };
    });
  }

  trim(chat: string, before: number): LogState {
    const { moveOldest, removeEvents, removeSenders, removeLeftNacks } = this.#statements;
    return inTransaction(this.#database, 'BEGIN IMMEDIATE', () => {
      const { baseTag, ...log } = this.#log(chat) ?? this.#begin(chat);
      const oldest = trimmedTo(log, before);
      const [kept] = this.#statements.tagAt.all(chat, oldest - 1) as { tag: string }[];
      moveOldest.run(oldest, kept?.tag ?? baseTag, chat);
      removeEvents.run(chat, oldest);
      removeSenders.run(chat, this.#now() - SENDER_LIFETIME_MS - TOUCH_EVERY_MS, oldest);
      removeLeftNacks.run(chat);
      return { ...log, oldest };
    });
  }

  /** Undefined for a chat without a log. */
  #greeting(chat: string, user: string, senders: readonly HelloSender[], cursor: Cursor | null) {
    const row = this.#log(chat);
    if (row === undefined) return undefined;
    const last = new Map<string, number>();
    const nacked: Nacked[] = [];
    const lost: string[] = [];
    const foreign: string[] = [];
    const usedRecently = this.#now() - TOUCH_EVERY_MS;
    let isStale = false;
    for (const { id, acked } of senders) {
      const sender = this.#sender(chat, id);
      last.set(id, sender?.last ?? 0);
      if (isForeign(sender, user)) {
        foreign.push(id);
        continue;
      }
      const isLost = sender?.isLost || (sender?.last ?? 0) < acked;
      if (isLost) lost.push(id);
      isStale ||= sender === undefined ? isLost : sender.usedAt < usedRecently || sender.isLost !== isLost;
      for (const { n, code } of this.#statements.nacksOf.all(chat, id) as { n: number; code: string }[]) {
        if (n > acked) nacked.push({ s: id, n, code });
        else isStale = true;
      }
    }
    const { baseTag: _, ...log } = row;
    const tagAtCursor = cursor === null ? undefined : this.#tagAt(chat, row, cursor);
    return { greeting: { ...log, tagAtCursor, last, nacked, lost, foreign }, isStale };
  }

  #beginAndGreet<T>(chat: string, read: () => T | undefined): T {
    const greeting = inTransaction(this.#database, 'BEGIN IMMEDIATE', () => {
      // Another process may have started it.
      if (this.#log(chat) === undefined) this.#begin(chat);
      return read();
    });
    if (greeting === undefined) throw new Error('The new log is not there');
    return greeting;
  }

  #tidy(chat: string, user: string, senders: readonly HelloSender[], { lost, foreign }: Greeting): void {
    const { touchSender, removeNacks } = this.#statements;
    for (const { id, acked } of senders) {
      if (foreign.includes(id)) continue;
      if (lost.includes(id)) this.#put(lostRow(chat, id, user, this.#sender(chat, id), this.#now()));
      else touchSender.run(this.#now(), chat, id);
      removeNacks.run(chat, id, acked);
    }
  }

  #log(chat: string): LogRow | undefined {
    const [row] = this.#statements.log.all(chat) as LogRow[];
    return row && { epoch: row.epoch, oldest: row.oldest, head: row.head, tag: row.tag, baseTag: row.baseTag };
  }

  #begin(chat: string): LogRow {
    const epoch = randomText();
    this.#statements.beginLog.run(chat, epoch);
    return { epoch, oldest: 1, head: 0, tag: null, baseTag: null };
  }

  #sender(chat: string, sender: string): SenderRow | undefined {
    const [row] = this.#statements.sender.all(chat, sender) as (Omit<SenderRow, 'isLost'> & {
      readonly isLost: number;
    })[];
    return row && { ...row, isLost: row.isLost === 1 };
  }

  #put({ chat, sender, user, last, lastSeq, usedAt, isLost }: SenderRow): void {
    this.#statements.putSender.run(chat, sender, user, last, lastSeq, Math.floor(usedAt), isLost ? 1 : 0);
  }

  #tagAt(chat: string, log: LogRow, { seq }: Cursor): string | null | undefined {
    if (seq === log.oldest - 1) return log.baseTag;
    const [event] = this.#statements.tagAt.all(chat, seq) as { tag: string }[];
    return event?.tag;
  }

  #settlement({ chat, sender, n }: { readonly chat: string; readonly sender: string; readonly n: number }) {
    const [nack] = this.#statements.nack.all(chat, sender, n) as { code: string }[];
    const [event] = this.#statements.eventOf.all(chat, sender, n) as { seq: number }[];
    return { code: nack?.code ?? null, seq: event?.seq ?? null };
  }

  #now(): number {
    return wallTime(this.#clock);
  }
}
