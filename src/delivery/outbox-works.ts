import { answerOf, keysOf, type Tables, type Work } from './outbox-database.js';
import { OutboxError } from './outbox-error.js';
import type { Change, Sender, Senders } from './outbox-senders.js';

/** A sender that was taken over, and from whom. */
export interface FoundSender extends Sender {
  readonly holder: string;
}

/** Makes a change of the holder's senders: in storage, and then of those that are known. */
export const changed =
  <T>(change: Change<T>, senders: Senders, holder: string): Work<T> =>
  async (tables) => {
    const next = new Map(senders);
    const result = change(next);
    for (const [id, after] of next) {
      const before = senders.get(id);
      if (after === before) continue;
      const record = await answerOf(tables.senders.get(id));
      if (record && record.holder !== holder) throw new OutboxError();
      const kept = new Set(after?.messages);
      const known = new Set(before?.messages);
      for (const message of known) if (!kept.has(message)) tables.messages.delete([id, message.n]);
      for (const message of kept) if (!known.has(message)) tables.messages.put(message, [id, message.n]);
      if (after) putSender(tables, after, holder);
      else tables.senders.delete(id);
    }
    return () => {
      for (const [id, sender] of next) senders.set(id, sender);
      return result;
    };
  };

/**
 * What `from` has is the holder's from now on, unless it is too late; what is empty is forgotten. Where these are the same, it
 * stores what is known of each sender, and names it: what was stored although that seemed to fail would leave holes.
 */
export const claimed =
  (
    from: string,
    senders: Senders,
    holder: string,
    told: (found: readonly FoundSender[], kept: ReadonlySet<string>) => void,
    signal?: AbortSignal,
  ): Work<void> =>
  async (tables) => {
    const all: FoundSender[] = [];
    const kept = new Set<string>();
    const records = signal?.aborted ? [] : await answerOf(tables.senders.getAll());
    for (const record of records.filter((one) => one.holder === from)) {
      const { id } = record;
      const keys = keysOf(id);
      const sender = from === holder && senders.get(id);
      const found = { ...record, messages: await answerOf(tables.messages.getAll(keys)) };
      if (sender) {
        kept.add(id);
        tables.messages.delete(keys);
        for (const message of sender.messages) tables.messages.put(message, [id, message.n]);
        putSender(tables, sender, holder);
      } else if (found.messages.length > 0) {
        all.push(found);
        putSender(tables, found, holder);
      } else tables.senders.delete(id);
    }
    return () => told(all, kept);
  };

/** The holders within the scope that have senders. */
export const holdersOf =
  (scope: string): Work<ReadonlySet<string>> =>
  async (tables) => {
    const records = await answerOf(tables.senders.getAll());
    return () => new Set(records.map(({ holder }) => holder).filter((one) => one.startsWith(scope)));
  };

const putSender = ({ senders }: Tables, { messages: _, ...record }: Sender, holder: string) =>
  senders.put({ ...record, holder });
