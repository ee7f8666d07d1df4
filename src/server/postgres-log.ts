import type { Clock } from '../contract/clock.js';
import type { Cursor, HelloSender } from '../domain/delivery-frames.js';
import { randomText } from '../domain/random-text.js';
import { gapAt, trimmedTo } from './gap-at.js';
import { inPostgresTransaction, type PostgresClient, type PostgresPool } from './postgres-client.js';
import {
  eventOf,
  type GreetRow,
  greetedSenders,
  known,
  type LogRow,
  nullAtZero,
  type PageRow,
} from './postgres-rows.js';
import * as sql from './postgres-statements.js';
import { createTables } from './postgres-tables.js';
import { wallTime } from './server-clock.js';
import {
  type Entry,
  type Greeting,
  type LogState,
  type Outcome,
  type Page,
  SENDER_LIFETIME_MS,
  TOUCH_EVERY_MS,
} from './store.js';
import { isForeign, outcomesOf, type SenderRow, type Settlement, takeBatch } from './take-batch.js';

type NumberedEntry = Exclude<Entry, { kind: 'publication' }>;

/** The logs in PostgreSQL. Whoever writes holds the rows of the logs concerned until it has committed. */
export class PostgresLog {
  readonly #pool: PostgresPool;
  readonly #clock: Clock;
  #tables: Promise<void> | undefined;

  constructor(pool: PostgresPool, clock: Clock) {
    this.#pool = pool;
    this.#clock = clock;
  }

  append(batch: readonly Entry[]): Promise<readonly Outcome[]> {
    const chats = [...new Set(batch.map(({ chat }) => chat))];
    return this.#holding(chats, async (client, logs) => {
      const numbered = batch.filter((entry) => entry.kind !== 'publication');
      const rows = (await client.query(sql.SENDERS, pairsOf(numbered))).rows as SenderRow[];
      const senders = new Map(rows.map((row) => [keyOf(row.chat, row.sender), row]));
      const held = {
        log: (chat: string) => known(logs.get(chat)),
        sender: (chat: string, sender: string) => senders.get(keyOf(chat, sender)),
      };
      const changes = takeBatch(batch, held, wallTime(this.#clock));
      const { decisions, events, nacks } = changes;
      const grown = [...changes.logs].map(([chat, { head, tag }]) => [chat, head - known(logs.get(chat)).head, tag]);
      if (changes.senders.length > 0 || events.length > 0)
        await client.query(sql.WRITE_CHANGES, [
          ...columns(6, events, ({ chat, seq, tag, from, n, data }) => [chat, seq, tag, from, n, data]),
          ...columns(6, changes.senders, (row) => [
            row.chat,
            row.sender,
            row.user,
            row.last,
            row.lastSeq,
            Math.floor(row.usedAt),
          ]),
          ...columns(4, nacks, ({ chat, s, n, code }) => [chat, s, n, code]),
          ...columns(3, grown, (row) => row),
        ]);
      const repeated = batch.filter(
        (entry, index): entry is NumberedEntry =>
          entry.kind !== 'publication' && decisions[index]?.result === 'repeated',
      );
      const settled = await settlementsOf(client, repeated);
      return outcomesOf(batch, decisions, ({ chat, sender, n }) => known(settled.get(keyOf(chat, sender, n))));
    });
  }

  async greet(chat: string, user: string, senders: readonly HelloSender[], cursor: Cursor | null): Promise<Greeting> {
    await this.#ready();
    const { greeting, isStale } =
      (await this.#greeting(this.#pool, chat, user, senders, cursor)) ??
      (await this.#beginAndGreet(chat, user, senders, cursor));
    if (!isStale) return greeting;
    return this.#holding([chat], async (client) => {
      // Read again: a message may have come in between.
      const current = (await this.#greeting(client, chat, user, senders, cursor))?.greeting ?? greeting;
      await this.#tidy(client, chat, user, senders, current);
      return current;
    });
  }

  async read(chat: string, after: Cursor, limit: number): Promise<Page> {
    await this.#ready();
    const rows = (await this.#pool.query(sql.READ_PAGE, [chat, after.seq, limit])).rows as PageRow[];
    const [first] = rows;
    const gap = first === undefined ? 'epoch' : gapAt(first, after, first.tagAt ?? nullAtZero(after, first));
    if (gap !== undefined) return { gap };
    return { events: rows.filter(({ seq }) => seq !== null).map(eventOf) };
  }

  trim(chat: string, before: number): Promise<LogState> {
    return this.#holding([chat], async (client, logs) => {
      const { baseTag, chat: _, ...log } = known(logs.get(chat));
      const oldest = trimmedTo(log, before);
      const [kept] = (await client.query(sql.TAG_AT, [chat, oldest - 1])).rows as { tag: string }[];
      await client.query(sql.MOVE_OLDEST, [chat, oldest, kept?.tag ?? baseTag]);
      await client.query(sql.REMOVE_EVENTS, [chat, oldest]);
      const usedBefore = Math.floor(wallTime(this.#clock) - SENDER_LIFETIME_MS - TOUCH_EVERY_MS);
      await client.query(sql.REMOVE_SENDERS, [chat, usedBefore, oldest]);
      await client.query(sql.REMOVE_LEFT_NACKS, [chat]);
      return { ...log, oldest };
    });
  }

  /** Undefined for a chat without a log. */
  async #greeting(
    on: Pick<PostgresPool, 'query'>,
    chat: string,
    user: string,
    senders: readonly HelloSender[],
    cursor: Cursor | null,
  ): Promise<{ readonly greeting: Greeting; readonly isStale: boolean } | undefined> {
    const ids = senders.map(({ id }) => id);
    const [row] = (await on.query(sql.GREET, [chat, cursor?.seq ?? -1, ids])).rows as GreetRow[];
    if (row === undefined) return undefined;
    const { senders: rows, nacks, tagAt, ...log } = row;
    const usedRecently = wallTime(this.#clock) - TOUCH_EVERY_MS;
    return {
      greeting: {
        ...log,
        tagAtCursor: cursor === null ? undefined : (tagAt ?? nullAtZero(cursor, log)),
        ...greetedSenders(user, senders, rows, nacks),
      },
      isStale: senders.some(({ id, acked }) => {
        const known = rows.find(({ sender }) => sender === id);
        if (known === undefined) return acked > 0;
        if (isForeign(known, user)) return false;
        const mustMark = !known.isLost && known.last < acked;
        return mustMark || known.usedAt < usedRecently || nacks.some(({ s, n }) => s === id && n <= acked);
      }),
    };
  }

  async #beginAndGreet(chat: string, user: string, senders: readonly HelloSender[], cursor: Cursor | null) {
    await this.#pool.query(sql.BEGIN_LOGS, [[chat], [randomText()]]);
    return known(await this.#greeting(this.#pool, chat, user, senders, cursor));
  }

  async #tidy(
    client: PostgresClient,
    chat: string,
    user: string,
    senders: readonly HelloSender[],
    { lost, foreign }: Greeting,
  ): Promise<void> {
    const own = senders.filter(({ id }) => !foreign.includes(id));
    const ids = own.map(({ id }) => id);
    const usedAt = Math.floor(wallTime(this.#clock));
    await client.query(sql.TOUCH_SENDERS, [chat, ids, usedAt]);
    await client.query(sql.MARK_LOST, [chat, lost, user, usedAt]);
    await client.query(sql.REMOVE_NACKS, [chat, ids, own.map(({ acked }) => acked)]);
  }

  /** Runs `work` while the logs of these chats are held against every other writer. Logs that are missing are created. */
  async #holding<T>(
    chats: readonly string[],
    work: (client: PostgresClient, logs: ReadonlyMap<string, LogRow>) => Promise<T>,
  ): Promise<T> {
    await this.#ready();
    for (;;) {
      const done = await inPostgresTransaction(this.#pool, async (client) => {
        const rows = (await client.query(sql.HOLD_LOGS, [chats])).rows as LogRow[];
        const logs = new Map(rows.map((row) => [row.chat, row]));
        const missing = chats.filter((chat) => !logs.has(chat));
        return missing.length > 0 ? { missing } : { result: await work(client, logs) };
      });
      if (done.missing === undefined) return done.result;
      // In a transaction that holds no other row: two that begin each other's chats would wait for each other.
      await this.#pool.query(sql.BEGIN_LOGS, [done.missing, done.missing.map(() => randomText())]);
    }
  }

  #ready(): Promise<void> {
    this.#tables ??= createTables(this.#pool).catch((error) => {
      this.#tables = undefined;
      throw error;
    });
    return this.#tables;
  }
}

const keyOf = (...parts: readonly (string | number)[]) => JSON.stringify(parts);

const columns = <T>(count: number, rows: readonly T[], valuesOf: (row: T) => readonly unknown[]): unknown[][] => {
  const values = rows.map(valuesOf);
  return Array.from({ length: count }, (_, column) => values.map((row) => row[column]));
};

const pairsOf = (entries: readonly NumberedEntry[]): unknown[][] => {
  const pairs = [...new Map(entries.map(({ chat, sender }) => [keyOf(chat, sender), [chat, sender]])).values()];
  return columns(2, pairs, (pair) => pair);
};

async function settlementsOf(
  client: PostgresClient,
  entries: readonly NumberedEntry[],
): Promise<ReadonlyMap<string, Settlement>> {
  if (entries.length === 0) return new Map();
  const asked = columns(3, entries, ({ chat, sender, n }) => [chat, sender, n]);
  const { rows } = await client.query(sql.SETTLEMENTS, asked);
  return new Map(
    (rows as (Settlement & { chat: string; sender: string; n: number })[]).map(({ chat, sender, n, code, seq }) => [
      keyOf(chat, sender, n),
      { code, seq },
    ]),
  );
}
