import type { Cursor, GapReason, HelloSender, Nacked } from '../domain/delivery-frames.js';

/** A number of a sender, in one chat. */
export interface Numbered {
  readonly chat: string;
  readonly user: string;
  readonly sender: string;
  readonly n: number;
}

/** What is written to the log of a chat. `data` is JSON text. */
export type Entry =
  | (Numbered & { readonly kind: 'message'; readonly data: string })
  | (Numbered & { readonly kind: 'skip' })
  | (Numbered & { readonly kind: 'refusal'; readonly code: string })
  | { readonly kind: 'publication'; readonly chat: string; readonly data: string };

/**
 * What became of an entry.
 *
 * - `taken`: it was n = last + 1 and is durable, or it was published. `seq` and `tag` are null where no event was made.
 * - `repeated`: n ≤ last, nothing was done. `code` is that of the nack, if the number was refused and that is still kept; `seq`
 *   that of its event, if it has one that the log still has.
 * - `ahead`: n > last + 1, nothing was done.
 * - `lost`: numbers of the sender were forgotten (PS3), and n > last; nothing was done.
 * - `foreign`: the sender is another user's, of whom a number was taken first; nothing was done.
 */
export type Outcome =
  | { readonly result: 'taken'; readonly seq: number; readonly tag: string }
  | { readonly result: 'taken'; readonly seq: null; readonly tag: null }
  | { readonly result: 'repeated'; readonly last: number; readonly code: string | null; readonly seq: number | null }
  | { readonly result: 'ahead'; readonly last: number }
  | { readonly result: 'lost' }
  | { readonly result: 'foreign' };

/** Where a log is. */
export interface LogState {
  readonly epoch: string;
  /** The lowest seq that the log still has, or head + 1. */
  readonly oldest: number;
  /** The highest seq, 0 for none. */
  readonly head: number;
  /** The tag at `head`, null for none. */
  readonly tag: string | null;
}

/** All that a welcome needs, from one consistent read. */
export interface Greeting extends LogState {
  /**
   * The tag at the cursor's seq, from `oldest` − 1 to `head`; at seq 0 it is null. Undefined for any other seq, and without a
   * cursor.
   */
  readonly tagAtCursor: string | null | undefined;
  /** For each sender that was asked for: the highest n that was taken, 0 for one that is not known. */
  readonly last: ReadonlyMap<string, number>;
  /** The numbers above `acked` that were refused, by sender and number. */
  readonly nacked: readonly Nacked[];
  /** The senders of which numbers were forgotten: `last` was below `acked`, in this hello or an earlier one (PS3). */
  readonly lost: readonly string[];
  /** The senders that are another user's. */
  readonly foreign: readonly string[];
}

/** An event of the log. `from` and `n` are null for what was published; `data` is JSON text. */
export type StoredEvent = { readonly seq: number; readonly tag: string; readonly data: string } & (
  | { readonly from: string; readonly n: number }
  | { readonly from: null; readonly n: null }
);

/** The events after a cursor, or why what comes after it cannot be told. */
export type Page =
  | { readonly events: readonly StoredEvent[]; readonly gap?: never }
  | { readonly gap: Exclude<GapReason, 'new'>; readonly events?: never };

/** What a store tells a server. */
export interface StoreListener {
  /** The log of this chat may have grown; null: that of any chat. */
  poke(chat: string | null): void;
  /** A `brief` frame that another process sent to this chat. */
  brief(chat: string, frame: string): void;
  /** Something failed that no call reports; the store goes on trying. */
  trouble(error: unknown): void;
}

/** For how long a sender is kept at least after it was used (PS12). */
export const SENDER_LIFETIME_MS = 90 * 24 * 3_600_000;

/** A store need not note again that a sender was used within this time, and so must keep it that much longer. */
export const TOUCH_EVERY_MS = 3_600_000;

/**
 * Where the logs are: `memoryStore`, `sqliteStore`, `postgresStore`, or your own. The delivery server is written against this
 * alone.
 *
 * A store is used by one server at a time; several processes may have a store each on one database, if it says so. Every
 * method rejects when it fails, and nothing of what it should have written is then kept, or it is not known: the server closes
 * the connections concerned with 1011, and clients learn what is true from the next welcome.
 * A batch of several chats that fails is tried again, one chat after the other, without what was published.
 */
export interface DeliveryStore {
  /**
   * Writes a batch in one transaction, in its order, and answers each entry in that order. Durable when it resolves. It begins
   * the log of a chat that has none. Entries of one chat are written by one transaction at a time, over all processes: seqs
   * have no holes, and are committed in their order (PS6).
   */
  append(batch: readonly Entry[]): Promise<readonly Outcome[]>;
  /**
   * One consistent read of a log, and of these senders, for this user. It begins the log of a chat that has none, durably. The
   * senders count as used, and refusals up to `acked` need not be kept any longer (PS2–PS4). A sender whose `last` is below
   * its `acked` is marked as lost, durably and for as long as it is kept, even where it was not known; no `append` comes
   * between the read and the mark.
   */
  greet(chat: string, user: string, senders: readonly HelloSender[], cursor: Cursor | null): Promise<Greeting>;
  /** At most `limit` events after a cursor, in the order of seq, from one consistent read. None: the cursor is at the head. */
  read(chat: string, after: Cursor, limit: number): Promise<Page>;
  /**
   * Removes the events before the seq `before` and keeps the tag of the last of them; a `before` above the head removes all.
   * Then it forgets the senders that were certainly not used for `SENDER_LIFETIME_MS` and have no event in the log any more (PS12).
   */
  trim(chat: string, before: number): Promise<LogState>;
  /** Tells the listener of what *other* processes append, and may tell of all else. The returned function ends it. */
  subscribe(listener: StoreListener): () => void;
  /** Passes a `brief` frame on to other processes, or drops it (PS15). Left out: it stays in this process. */
  brief?(chat: string, frame: string): void;
  /** Ends what the store started. The application's database client stays as it is. */
  close(): Promise<void>;
}
