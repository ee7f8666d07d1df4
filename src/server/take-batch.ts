import type { Nacked } from '../domain/delivery-frames.js';
import { randomText } from '../domain/random-text.js';
import type { Entry, LogState, Outcome, StoredEvent } from './store.js';

/** A sender in one chat, as it is stored. */
export interface SenderRow {
  readonly chat: string;
  readonly sender: string;
  readonly user: string;
  readonly last: number;
  /** The seq of its latest event; 0 for none. */
  readonly lastSeq: number;
  /** In milliseconds since 1970. */
  readonly usedAt: number;
  /** Whether numbers of it were forgotten; it stays so (PS3). */
  readonly isLost: boolean;
}

/** What a transaction has read, and holds against others. */
export interface Held {
  log(chat: string): LogState;
  sender(chat: string, sender: string): SenderRow | undefined;
}

type Decision = Exclude<Outcome, { result: 'repeated' }> | { readonly result: 'repeated'; readonly last: number };

/** What the transaction must write. */
export interface Changes {
  readonly decisions: readonly Decision[];
  readonly logs: ReadonlyMap<string, LogState>;
  readonly events: readonly (StoredEvent & { readonly chat: string })[];
  readonly senders: readonly SenderRow[];
  readonly nacks: readonly (Nacked & { readonly chat: string })[];
}

/**
 * The one rule that makes messages safe (PS6–PS10): a number is taken only if it is the sender's last plus 1, and takes effect in
 * the same transaction. Pure but for the tags.
 */
export function takeBatch(batch: readonly Entry[], held: Held, usedAt: number): Changes {
  const logs = new Map<string, LogState>();
  const senders = new Map<string, Map<string, SenderRow>>();
  const events: (StoredEvent & { readonly chat: string })[] = [];
  const nacks: (Nacked & { readonly chat: string })[] = [];

  const add = (chat: string, author: { from: string; n: number } | { from: null; n: null }, data: string) => {
    const log = logs.get(chat) ?? held.log(chat);
    const seq = log.head + 1;
    const tag = randomText();
    logs.set(chat, { ...log, head: seq, tag });
    events.push({ chat, seq, tag, data, ...author });
    return { result: 'taken', seq, tag } as const;
  };

  const decide = (entry: Entry): Decision => {
    if (entry.kind === 'publication') return add(entry.chat, { from: null, n: null }, entry.data);
    const { chat, user, sender, n } = entry;
    const known = senders.get(chat)?.get(sender) ?? held.sender(chat, sender);
    const last = known?.last ?? 0;
    if (isForeign(known, user)) return { result: 'foreign' };
    if (n <= last) return { result: 'repeated', last };
    if (known?.isLost) return { result: 'lost' };
    if (n > last + 1) return { result: 'ahead', last };
    const taken =
      entry.kind === 'message'
        ? add(chat, { from: sender, n }, entry.data)
        : ({ result: 'taken', seq: null, tag: null } as const);
    if (entry.kind === 'refusal') nacks.push({ chat, s: sender, n, code: entry.code });
    const ofChat = senders.get(chat) ?? new Map<string, SenderRow>();
    ofChat.set(sender, {
      chat,
      sender,
      user,
      last: n,
      lastSeq: taken.seq ?? known?.lastSeq ?? 0,
      usedAt,
      isLost: false,
    });
    senders.set(chat, ofChat);
    return taken;
  };

  return {
    decisions: batch.map(decide),
    logs,
    events,
    senders: [...senders.values()].flatMap((ofChat) => [...ofChat.values()]),
    nacks,
  };
}

/** Whether a sender is another user's: of whom a message was taken first. A hello alone makes nobody its owner. */
export const isForeign = (known: Pick<SenderRow, 'user' | 'last'> | undefined, user: string): boolean =>
  known !== undefined && known.last > 0 && known.user !== user;

/** The row of a sender that is lost from now on, known or not. */
export const lostRow = (chat: string, sender: string, user: string, known: SenderRow | undefined, usedAt: number) => ({
  ...(known ?? { chat, sender, user, last: 0, lastSeq: 0 }),
  usedAt,
  isLost: true,
});

/** How a number that was taken before was settled. */
export interface Settlement {
  readonly code: string | null;
  readonly seq: number | null;
}

/** The outcomes of a batch. `settled` is asked for its repetitions, once its changes are written. */
export function outcomesOf(
  batch: readonly Entry[],
  decisions: readonly Decision[],
  settled: (entry: Exclude<Entry, { kind: 'publication' }>) => Settlement,
): Outcome[] {
  return decisions.map((decision, index) => {
    const entry = batch[index];
    if (decision.result !== 'repeated' || entry === undefined || entry.kind === 'publication')
      return decision as Outcome;
    return { ...decision, ...settled(entry) };
  });
}
