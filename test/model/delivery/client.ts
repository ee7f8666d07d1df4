/** The client's half of the rules: what a page sends, and what it makes of a frame. */
import type { Rules } from './rules.js';
import {
  type Bounds,
  type Cursor,
  type DownFrame,
  type EntryState,
  headOf,
  type Line,
  type Outbox,
  type Page,
  type PageId,
  type Sender,
  type Server,
  type Tag,
  tagAt,
  tagsOf,
  type UpFrame,
  type Welcome,
  type World,
  withOutbox,
  withPage,
} from './world.js';

export const isSettled = (is: EntryState): boolean => is !== 'stored' && is !== 'sent';
/** Not yet told of by the server, cancelled ones included: their number is still to be given up. */
const isOpen = (is: EntryState): boolean => !isSettled(is) || is === 'cancelled';

export const sendersHeldBy = ({ outboxes }: World, id: PageId): readonly Sender[] => {
  const held: Sender[] = [];
  for (const [s, { holders }] of outboxes.entries()) if (holders.includes(id)) held.push(s);
  return held;
};

/** Under which sender a page numbers what is typed: the newest of its own line. */
export const ownSender = (world: World, id: PageId): Sender | undefined =>
  sendersHeldBy(world, id).findLast((s) => s % 2 === id);

/** Says hello, on a new connection or again on this one. */
export const sayHello = (world: World, id: PageId, cursor: Cursor | null, line: Line | null): World => {
  const page = world.pages[id];
  const held = sendersHeldBy(world, id);
  const acked = world.outboxes.map((outbox, s) => (held.includes(s) ? outbox.acked : null));
  const hello: UpFrame = { t: 'hello', acked, cursor };
  const none = acked.map(() => null);
  return withPage(world, id, {
    ...page,
    link: 'greeting',
    line: line === null ? { up: [hello], down: [], at: null, told: none } : { ...line, up: [...line.up, hello] },
    cursor,
    said: acked,
    base: none,
    sent: line === null ? acked.map(() => 0) : page.sent,
    head: null,
    read: null,
  });
};

/** Without a connection: memory stays. */
export const withoutLine = (page: Page): Page => ({
  ...page,
  link: 'down',
  line: null,
  said: [],
  base: [],
  sent: [],
  head: null,
  read: null,
});

/** The next frame of a sender (PC3, PS9); null if nothing may be sent. */
export const nextFrame = (world: World, id: PageId, s: Sender, window: number, rules: Rules): UpFrame | null => {
  const { base, sent, link } = world.pages[id];
  const outbox = world.outboxes[s];
  const from = base[s];
  if (from == null || outbox === undefined || link === 'greeting' || link === 'down') return null;
  const highest = Math.max(from, sent[s] ?? 0);
  if (rules.keepsWindow && highest - Math.max(outbox.acked, from) >= window) return null;
  for (let n = highest + 1; n <= outbox.entries.length; n += 1) {
    const entry = outbox.entries[n - 1];
    if (entry === undefined || !isOpen(entry.is)) continue;
    if (entry.is !== 'cancelled') return { t: 'msg', s, n, message: entry.message };
    if (rules.skipsCancelled) return { t: 'skip', s, n };
  }
  return null;
};

/** Settles the numbers up to `last`: refused where `isRefused` says so, otherwise acknowledged (PC4, PS6). */
const settle = (outbox: Outbox, last: number, isRefused: (n: number) => boolean): Outbox => {
  if (last <= outbox.acked) return outbox;
  const entries = outbox.entries.map((entry, index) => {
    const n = index + 1;
    if (n > last || isSettled(entry.is)) return entry;
    return { ...entry, is: isRefused(n) ? ('rejected' as const) : ('acked' as const) };
  });
  return { ...outbox, entries, acked: last };
};

/** The numbers from last + 1 to `acked` are lost; what is not settled is numbered again under a new sender (PC5). */
const rename = (world: World, id: PageId, s: Sender, last: number, acked: number, rules: Rules): World => {
  const [old, fresh] = [world.outboxes[s], world.outboxes[s + 2]];
  if (old === undefined || fresh === undefined) throw new RangeError(`no spare sender for ${s}`);
  const moved = old.entries.filter(({ is }) => !isSettled(is));
  const entries = old.entries.map((entry, index) => {
    if (!isSettled(entry.is)) return { ...entry, is: 'moved' as const };
    const isLost = index >= last && index < acked && (entry.is === 'acked' || !rules.losesAckedOnly);
    return isLost ? { ...entry, is: 'lost' as const } : entry;
  });
  const without = withOutbox(world, s, { ...old, entries, isOver: true, holders: [] });
  return withOutbox(without, s + 2, { ...fresh, entries: [...fresh.entries, ...moved], holders: [id] });
};

const receiveWelcome = (world: World, id: PageId, welcome: Welcome, rules: Rules): World => {
  let next = world;
  const base = [...world.pages[id].base];
  const { said } = world.pages[id];
  for (const [s, last] of welcome.last.entries()) {
    const outbox = next.outboxes[s];
    if (last === null || outbox === undefined || !outbox.holders.includes(id)) continue;
    const acked = rules.remembersAcked ? (said[s] ?? 0) : outbox.acked;
    const isLost = rules.remembersAcked ? welcome.lost.includes(s) : last < acked || welcome.lost.includes(s);
    if (isLost && rules.heedsLost) {
      next = rename(next, id, s, last, acked, rules);
      base[s + 2] = 0;
      continue;
    }
    base[s] = last;
    const isRefused = (n: number) => welcome.nacked.some((one) => one.s === s && one.n === n);
    next = withOutbox(next, s, settle(outbox, last, isRefused));
  }
  const page = next.pages[id];
  const isWhole = welcome.resume === 'whole';
  return withPage(next, id, {
    ...page,
    link: isWhole ? 'live' : 'gap',
    said: [],
    base,
    sent: rules.sendsOnce ? page.sent : page.sent.map(() => 0),
    head: isWhole ? null : welcome.head,
  });
};

const receiveEvent = (world: World, id: PageId, frame: DownFrame & { t: 'event' }, rules: Rules): World => {
  const page = world.pages[id];
  const { cursor } = page;
  if (cursor === null) return world;
  const { seq, tag } = frame;
  const isHole = seq > cursor.seq + 1 && rules.refusesHoles;
  if (isHole || (seq === cursor.seq && tag !== cursor.tag)) {
    // The second time before an event was delivered it is a gap: the next hello has no cursor.
    const left = withoutLine(page);
    return withPage(world, id, { ...left, cursor: page.hasStumbled ? null : cursor, hasStumbled: !page.hasStumbled });
  }
  if (seq <= cursor.seq && rules.dropsSeen) return world;
  const delivered = [...page.delivered, tag];
  return withPage(world, id, { ...page, delivered, cursor: { epoch: cursor.epoch, seq, tag }, hasStumbled: false });
};

/** Receives the first frame of a page's connection. */
export const receive = (before: World, id: PageId, rules: Rules): World => {
  const { line, link } = before.pages[id];
  const [frame, ...down] = line?.down ?? [];
  if (line === null || frame === undefined) throw new RangeError('no frame to receive');
  const world = withPage(before, id, { ...before.pages[id], line: { ...line, down } });
  if (frame.t === 'welcome') return receiveWelcome(world, id, frame, rules);
  if (link === 'greeting' && rules.ignoresBeforeWelcome) return world;
  if (frame.t === 'event') return receiveEvent(world, id, frame, rules);
  const outbox = world.outboxes[frame.s];
  if (outbox === undefined || !outbox.holders.includes(id)) return world;
  return withOutbox(
    world,
    frame.s,
    settle(outbox, frame.n, (n) => n === frame.n && frame.t === 'nack'),
  );
};

const beginAt = (page: Page, cursor: Cursor, data: readonly Tag[]): Page => ({
  ...page,
  link: 'live',
  cursor,
  start: { cursor, data },
  delivered: [],
});

/** Goes on from the head of the welcome: the user is told that what came before is missing (PC8). */
export const goOnFromHead = (world: World, id: PageId): World => {
  const page = world.pages[id];
  const head = page.head;
  if (head === null) throw new RangeError('no gap');
  return withPage(world, id, beginAt({ ...page, head: null }, head, tagsUpTo(world, head)));
};

/** The history that ends at a cursor, which may be one that the log has gone back from. */
const tagsUpTo = ({ server, ghost }: World, { seq, tag }: Cursor): readonly number[] => {
  if (seq === 0) return [];
  const history = [tagsOf(server), ...ghost.histories].find((tags) => tags[seq - 1] === tag);
  if (history === undefined) throw new RangeError(`no history has ${tag} at ${seq}`);
  return history.slice(0, seq);
};

/** Reads the first half of a snapshot: the cursor, or without that rule the data. */
export const beginSnapshot = (world: World, id: PageId, cursor: Cursor, rules: Rules): World => {
  const read = rules.snapshotReads === 'data first' ? { data: tagsOf(world.server) } : { cursor };
  return withPage(world, id, { ...world.pages[id], link: 'reading', read });
};

/** Reads the other half, and goes on from its cursor: on this connection, or by another hello if that is older (PC8). */
export const endSnapshot = (world: World, id: PageId, rules: Rules): World => {
  const page = world.pages[id];
  const { read, head, line } = page;
  if (read === null || head === null || line === null) throw new RangeError('no snapshot');
  const cursor = 'cursor' in read ? read.cursor : headOf(world.server);
  const data = 'data' in read ? read.data : tagsOf(world.server);
  const next = withPage(world, id, beginAt({ ...page, head: null, read: null }, cursor, data));
  const isHead = cursor.epoch === head.epoch && cursor.seq === head.seq && cursor.tag === head.tag;
  const mustGreet = { 'unless the head': !isHead, 'below the head': cursor.seq < head.seq, never: false };
  return mustGreet[rules.greetsWithCursor] ? sayHello(next, id, cursor, line) : next;
};

/** The cursors that a snapshot may have. */
export const snapshotCursors = (server: Server, snapshots: Bounds['snapshots']): readonly Cursor[] => {
  if (snapshots === 'none') return [];
  const head = headOf(server);
  const seq = head.seq - 1;
  if (snapshots === 'fresh' || seq < server.oldest - 1) return [head];
  return [head, { epoch: server.epoch, seq, tag: tagAt(server, seq) }];
};
