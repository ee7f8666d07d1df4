/**
 * One chat of one user: a server, two pages with a sender each, and the connections between them. A world is immutable; a step
 * makes another. Fields that only the invariants read are in `ghost`, `Page.start`, `Page.delivered` and the trimmed part of the log.
 */

export type PageId = 0 | 1;
/** 0 and 1 are the pages' first senders; a sender `s` that is lost is renamed to `s + 2`. */
export type Sender = number;
/** Of page 0: 0, 1, 2 in the order typed; of page 1: 4, 5, 6; and 8 more for one that a server refuses for what it is. */
export type Message = number;
export const BACKEND: Message = -1;
export const messageOf = (page: PageId, index: number, isBad: boolean): Message => index + page * 4 + (isBad ? 8 : 0);
export const pageOf = (message: Message): number => (message >> 2) & 1;
export const indexOf = (message: Message): number => message & 3;
export const isBad = (message: Message): boolean => message >= 8;
/** A generation (how often the log went back before) and a seq: equal only for the same event. 0 is null. */
export type Tag = number;
export const tagOf = (generation: number, seq: number): Tag => (seq === 0 ? 0 : generation * 16 + seq);

export interface Cursor {
  readonly epoch: number;
  readonly seq: number;
  readonly tag: Tag;
}

export interface LogEvent {
  readonly tag: Tag;
  readonly message: Message;
  readonly s: Sender;
  readonly n: number;
}

export interface Server {
  readonly epoch: number;
  /** Trimmed events are kept here, for the invariants; the server knows those from `oldest` on. */
  readonly log: readonly LogEvent[];
  readonly oldest: number;
  /** By sender. */
  readonly last: readonly number[];
  readonly nacked: readonly { readonly s: Sender; readonly n: number }[];
  readonly retired: readonly Sender[];
}

export type UpFrame =
  | { readonly t: 'hello'; readonly acked: readonly (number | null)[]; readonly cursor: Cursor | null }
  | { readonly t: 'msg'; readonly s: Sender; readonly n: number; readonly message: Message }
  | { readonly t: 'skip'; readonly s: Sender; readonly n: number };

export type Resume = 'whole' | 'new' | 'expired' | 'epoch' | 'diverged';

export interface Welcome {
  readonly t: 'welcome';
  readonly head: Cursor;
  /** By sender; null for one that the hello did not name. */
  readonly last: readonly (number | null)[];
  readonly nacked: Server['nacked'];
  readonly lost: readonly Sender[];
  readonly resume: Resume;
}

export type DownFrame =
  | Welcome
  | { readonly t: 'event'; readonly seq: number; readonly tag: Tag }
  | { readonly t: 'ack' | 'nack'; readonly s: Sender; readonly n: number };

/** A connection: the frames on their way, and what the server knows of it. */
export interface Line {
  readonly up: readonly UpFrame[];
  readonly down: readonly DownFrame[];
  /** The last event that the server has sent on it; null before the hello. */
  readonly at: Cursor | null;
  /** By sender: the highest number that the server has told of on it. */
  readonly told: readonly (number | null)[];
}

export type EntryState = 'stored' | 'sent' | 'cancelled' | 'acked' | 'rejected' | 'lost' | 'moved';

/** A sender's messages in the browser's storage, by number. */
export interface Outbox {
  readonly entries: readonly { readonly message: Message; readonly is: EntryState }[];
  readonly acked: number;
  /** Its sender was lost: what was not settled has another number under another sender. */
  readonly isOver: boolean;
  /** The living pages that use the sender. */
  readonly holders: readonly PageId[];
}

export type Link = 'down' | 'greeting' | 'live' | 'gap' | 'reading';

export interface Page {
  readonly isAlive: boolean;
  readonly link: Link;
  readonly line: Line | null;
  readonly cursor: Cursor | null;
  /** Where delivery began: the cursor of the last gap that was settled, and the events of the state that came with it. */
  readonly start: { readonly cursor: Cursor; readonly data: readonly Tag[] } | null;
  /** The events delivered since. */
  readonly delivered: readonly Tag[];
  /** `acked` of the hello that is not yet answered. */
  readonly said: readonly (number | null)[];
  /** On this connection, by sender: from where messages go on, or null before a welcome that names the sender. */
  readonly base: readonly (number | null)[];
  /** On this connection, by sender: the highest number sent. */
  readonly sent: readonly number[];
  /** Of the welcome that said gap. */
  readonly head: Cursor | null;
  /** What was read first for a snapshot: its cursor, or its data. */
  readonly read: { readonly cursor: Cursor } | { readonly data: readonly Tag[] } | null;
  readonly hasStumbled: boolean;
}

export const FAULTS = [
  'cut',
  'death',
  'unstored',
  'kill',
  'backup',
  'restore',
  'loss',
  'trim',
  'publish',
  'refusal',
  'cancel',
  'hello',
] as const;
export type Fault = (typeof FAULTS)[number];

export interface World {
  readonly server: Server;
  readonly backup: Server | null;
  readonly outboxes: readonly Outbox[];
  readonly pages: readonly [Page, Page];
  /** Connections that their pages have left; frames on them may still reach the server. */
  readonly late: readonly Line[];
  readonly typed: readonly [number, number];
  readonly used: Readonly<Record<Fault, number>>;
  readonly ghost: {
    /** How often the log went back. */
    readonly generation: number;
    /** The logs that it went back from. */
    readonly histories: readonly (readonly Tag[])[];
    /** Messages whose events were in them and not in what was restored. */
    readonly forgotten: readonly Message[];
    /** A page that keeps the rules was told that it broke them. */
    readonly isBlamed: boolean;
  };
}

/** What may happen, and how often. */
export interface Bounds {
  /** Messages that each page types; null for a page that is never there. */
  readonly messages: readonly [number, number | null];
  readonly window: number;
  readonly maxLate: number;
  readonly maxDown: number;
  /** What a snapshot's cursor may be: the head at the time, or the event before it too; or there are no snapshots. */
  readonly snapshots: 'none' | 'fresh' | 'lagging';
  /** Whether connections may live on when the log goes back: it goes back under a running server. */
  readonly goesBackLive: boolean;
  readonly faults: Partial<Record<Fault, number>>;
}

export const DEAD_PAGE: Page = {
  isAlive: false,
  link: 'down',
  line: null,
  cursor: null,
  start: null,
  delivered: [],
  said: [],
  base: [],
  sent: [],
  head: null,
  read: null,
  hasStumbled: false,
};

/** A spare one of each page for each time that the log may go back, and one even if it may not, to see that it stays unused. */
export const sendersOf = ({ faults }: Bounds): number =>
  2 + 2 * Math.max(1, (faults.restore ?? 0) + (faults.loss ?? 0));

export const firstWorld = (bounds: Bounds): World => {
  const senders = Array.from({ length: sendersOf(bounds) }, (_, s) => s);
  const pageOf = (id: PageId): Page => ({ ...DEAD_PAGE, isAlive: bounds.messages[id] !== null });
  const server: Server = { epoch: 1, log: [], oldest: 1, last: senders.map(() => 0), nacked: [], retired: [] };
  return {
    server,
    // A copy of the empty log: to go back to the beginning, no backup need be taken.
    backup: (bounds.faults.restore ?? 0) > 0 ? server : null,
    outboxes: senders.map((s) => ({
      entries: [],
      acked: 0,
      isOver: false,
      holders: (s === 0 || s === 1) && bounds.messages[s] !== null ? [s] : [],
    })),
    pages: [pageOf(0), pageOf(1)],
    late: [],
    typed: [0, 0],
    used: Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Record<Fault, number>,
    ghost: { generation: 0, histories: [], forgotten: [], isBlamed: false },
  };
};

export const headOf = ({ epoch, log }: Server): Cursor => ({ epoch, seq: log.length, tag: log.at(-1)?.tag ?? 0 });
export const tagAt = ({ log }: Server, seq: number): Tag => (seq === 0 ? 0 : (log[seq - 1]?.tag ?? 0));
export const tagsOf = ({ log }: Server): readonly Tag[] => log.map(({ tag }) => tag);
export const replaced = <Item>(list: readonly Item[], index: number, item: Item): readonly Item[] =>
  list.map((old, at) => (at === index ? item : old));
export const withPage = (world: World, id: PageId, page: Page): World => ({
  ...world,
  pages: id === 0 ? [page, world.pages[1]] : [world.pages[0], page],
});
export const withOutbox = (world: World, s: Sender, outbox: Outbox): World => ({
  ...world,
  outboxes: replaced(world.outboxes, s, outbox),
});
