import type { Cursor, DeliveryStatus, GapReason } from '../../src/delivery/index.js';

/** Where an event is: its place in a log. */
export type Place = Pick<Cursor, 'epoch' | 'seq'> & { readonly tag: string };

/** An event as the log has it. `from` and `n` are null for what was published. */
export interface LoggedEvent {
  readonly seq: number;
  readonly tag: string;
  readonly text: string;
  readonly from: string | null;
  readonly n: number | null;
}

/**
 * Something that was observed from outside of what fails. A *life* is that of one page, or of a client in a process: what it
 * has in memory lives as long. Every message has a text of its own.
 */
export type Item =
  | { readonly type: 'began' | 'ended'; readonly life: string }
  | {
      readonly type: 'given';
      readonly life: string;
      readonly chat: string;
      readonly id: string;
      readonly text: string;
      /** In milliseconds, on a clock of the life's own. */
      readonly at: number;
    }
  | {
      readonly type: 'told';
      readonly life: string;
      readonly chat: string;
      readonly id: string;
      readonly status: Exclude<DeliveryStatus, 'pending'>;
      /** Of an `acked` that names it. */
      readonly seq: number | null;
      readonly at: number;
    }
  | {
      readonly type: 'seen';
      readonly life: string;
      readonly chat: string;
      /** The cursor as it was before. */
      readonly after: Cursor | null;
      readonly place: Place;
      readonly text: string;
      readonly id: string | null;
    }
  /** What was missed cannot be told; `cursor` is the one that the client had. */
  | {
      readonly type: 'gap';
      readonly life: string;
      readonly chat: string;
      readonly why: GapReason;
      readonly cursor: Cursor | null;
    }
  /** What a life had in storage is another's now: these messages, and whatever senders it had. To itself: it lost and found it. */
  | { readonly type: 'passed'; readonly life: string; readonly to: string; readonly ids: readonly string[] }
  /** So many messages of a sender are on one connection without an answer. */
  | {
      readonly type: 'in flight';
      readonly life: string;
      readonly chat: string;
      readonly count: number;
      readonly window: number;
    }
  /** The server has ended a connection with a code of its own. */
  | { readonly type: 'closed'; readonly life: string; readonly chat: string; readonly code: number }
  /** A gateway has ended that nobody killed. */
  | { readonly type: 'fell' }
  /** How a life is at the end. */
  | {
      readonly type: 'rests';
      readonly life: string;
      readonly chat: string;
      readonly link: string;
      readonly cursor: Cursor | null;
      readonly pending: readonly string[];
    }
  /** All that a log has, from `oldest` to `head`, in one read. */
  | {
      readonly type: 'logged';
      readonly chat: string;
      readonly epoch: string;
      readonly oldest: number;
      readonly head: number;
      readonly events: readonly LoggedEvent[];
    }
  /** What is about to be trimmed was read before. */
  | { readonly type: 'trims'; readonly chat: string; readonly before: number }
  | { readonly type: 'published'; readonly chat: string; readonly text: string; readonly seq: number }
  /** `heads`: of every chat that has a log in the backup. */
  | { readonly type: 'backed up'; readonly backup: number; readonly heads: Readonly<Record<string, number>> }
  /** No server ran; all logs were read before. */
  | { readonly type: 'restored'; readonly backup: number };

/** Takes what was observed, in the order in which it came. */
export type RecordItem = (item: Item) => void;
