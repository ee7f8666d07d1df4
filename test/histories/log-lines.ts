import type { Cursor } from '../../src/delivery/index.js';
import type { Item, LoggedEvent } from './record.js';

/** The log of one chat between two restores: all that it ever had, what was trimmed included. */
export interface LogLine {
  readonly chat: string;
  /** Which item began it: a restore; −1 for the first. */
  readonly beganAt: number;
  epoch: string | null;
  /** It has the events up to this seq from the backup. */
  readonly base: number;
  readonly events: Map<number, LoggedEvent>;
  /** By their texts. */
  readonly seqsOf: Map<string, number[]>;
  head: number;
}

interface Backup {
  readonly heads: Readonly<Record<string, number>>;
  readonly lines: ReadonlyMap<string, LogLine>;
}

/** Every log that there ever was, told from the readings. */
export class LogLines {
  readonly wrong: string[] = [];
  /** In the order in which they began. */
  readonly #ofChat = new Map<string, LogLine[]>();
  readonly #backups = new Map<number, Backup>();
  readonly #trims = new Map<string, { readonly at: number; readonly before: number }[]>();

  constructor(items: readonly Item[]) {
    for (const [index, item] of items.entries()) this.#take(item, index);
  }

  get chats(): readonly string[] {
    return [...this.#ofChat.keys()];
  }

  of(chat: string): readonly LogLine[] {
    return this.#ofChat.get(chat) ?? [];
  }

  last(chat: string): LogLine | undefined {
    return this.of(chat).at(-1);
  }

  /** Whether the log was trimmed past a cursor, before the item of this index. */
  hasExpired(chat: string, cursor: Cursor, index: number): boolean {
    return (this.#trims.get(chat) ?? []).some(({ at, before }) => at < index && cursor.seq < before - 1);
  }

  #take(item: Item, index: number): void {
    switch (item.type) {
      case 'logged':
        return this.#read(item);
      case 'trims':
        this.#trims.set(item.chat, [...(this.#trims.get(item.chat) ?? []), { at: index, before: item.before }]);
        return;
      case 'backed up': {
        const lines = new Map(Object.keys(item.heads).map((chat) => [chat, this.#current(chat)]));
        this.#backups.set(item.backup, { heads: item.heads, lines });
        return;
      }
      case 'restored':
        return this.#goBack(item.backup, index);
    }
  }

  #read({ chat, epoch, oldest, head, events }: Extract<Item, { type: 'logged' }>): void {
    const line = this.#current(chat);
    line.epoch ??= epoch;
    if (line.epoch !== epoch) this.wrong.push(`${chat}: the log has another epoch than before`);
    const isWhole = events.length === head + 1 - oldest && events.every(({ seq }, index) => seq === oldest + index);
    if (!isWhole) this.wrong.push(`${chat}: the log has holes between ${oldest} and ${head}`);
    if (oldest > line.head + 1) this.wrong.push(`${chat}: ${line.head + 1} was trimmed before it was read`);
    if (head < line.head) this.wrong.push(`${chat}: the log went back from ${line.head} to ${head}`);
    for (const event of events) this.#add(line, event);
  }

  #add(line: LogLine, event: LoggedEvent): void {
    const known = line.events.get(event.seq);
    if (known === undefined) {
      line.events.set(event.seq, event);
      line.seqsOf.set(event.text, [...(line.seqsOf.get(event.text) ?? []), event.seq]);
      line.head = Math.max(line.head, event.seq);
    } else if (known.tag !== event.tag || known.text !== event.text)
      this.wrong.push(`${line.chat}: ${event.seq} was ${known.text}, and is ${event.text}`);
  }

  #goBack(number: number, index: number): void {
    const backup = this.#backups.get(number);
    if (backup === undefined) throw new Error(`there is no backup ${number}`);
    for (const chat of this.chats) {
      const [from, base] = [backup.lines.get(chat), backup.heads[chat] ?? 0];
      const epoch = backup.heads[chat] === undefined ? null : (from?.epoch ?? null);
      const line = newLine(chat, index, base, epoch);
      for (const event of from?.events.values() ?? []) if (event.seq <= base) this.#add(line, event);
      this.#ofChat.get(chat)?.push(line);
    }
  }

  #current(chat: string): LogLine {
    const known = this.last(chat);
    if (known !== undefined) return known;
    const first = newLine(chat, -1, 0, null);
    this.#ofChat.set(chat, [first]);
    return first;
  }
}

const newLine = (chat: string, beganAt: number, base: number, epoch: string | null): LogLine => ({
  chat,
  beganAt,
  base,
  epoch,
  events: new Map(),
  seqsOf: new Map(),
  head: 0,
});

/** Whether a log has the event that a cursor names. */
export const isOn = ({ epoch, events }: LogLine, cursor: Cursor): boolean =>
  epoch === cursor.epoch && (cursor.seq === 0 || events.get(cursor.seq)?.tag === cursor.tag);
