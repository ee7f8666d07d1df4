import type { Cursor, HelloSender, Nacked } from '../domain/delivery-frames.js';
import type { Greeting, LogState, StoredEvent } from './store.js';
import { isForeign, type SenderRow } from './take-batch.js';

export type LogRow = LogState & { readonly chat: string; readonly baseTag: string | null };

type GreetedRow = Pick<SenderRow, 'sender' | 'user' | 'last' | 'usedAt' | 'isLost'>;

export type GreetRow = LogState & {
  readonly tagAt: string | null;
  readonly senders: readonly GreetedRow[];
  readonly nacks: readonly Nacked[];
};

export type PageRow = LogState & {
  readonly tagAt: string | null;
  readonly data: string;
  readonly seq: number | null;
} & Pick<StoredEvent, 'from' | 'n'>;

/** What a greeting says of its senders. */
export function greetedSenders(
  user: string,
  senders: readonly HelloSender[],
  rows: readonly GreetedRow[],
  nacks: readonly Nacked[],
): Pick<Greeting, 'last' | 'nacked' | 'lost' | 'foreign'> {
  const rowOf = new Map(rows.map((row) => [row.sender, row]));
  const foreign = rows.filter((row) => isForeign(row, user)).map(({ sender }) => sender);
  const own = senders.filter(({ id }) => !foreign.includes(id));
  const ackedOf = new Map(own.map(({ id, acked }) => [id, acked]));
  const isLost = ({ id, acked }: HelloSender) => rowOf.get(id)?.isLost || (rowOf.get(id)?.last ?? 0) < acked;
  return {
    last: new Map(senders.map(({ id }) => [id, rowOf.get(id)?.last ?? 0])),
    nacked: nacks.filter(({ s, n }) => n > (ackedOf.get(s) ?? Number.POSITIVE_INFINITY)),
    lost: own.filter(isLost).map(({ id }) => id),
    foreign,
  };
}

export const eventOf = ({ seq, tag, data, from, n }: PageRow): StoredEvent =>
  ({ seq, tag, data, from, n }) as StoredEvent;

/** Where a log has no row at a seq, its tag is null at 0 and undefined elsewhere. */
export const nullAtZero = ({ seq }: Cursor, { oldest }: LogState): null | undefined =>
  seq === 0 && oldest === 1 ? null : undefined;

/** What a lock or a write before guarantees. */
export function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('A row that was locked or written is not there');
  return value;
}
