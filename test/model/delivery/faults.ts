/** What happens to pages, connections and the log from outside. */
import { isSettled, withoutLine } from './client.js';
import type { Rules } from './rules.js';
import {
  type Bounds,
  DEAD_PAGE,
  type Fault,
  type Line,
  type PageId,
  type Server,
  tagsOf,
  type World,
  withOutbox,
  withPage,
} from './world.js';

export const using = (world: World, fault: Fault): World => ({
  ...world,
  used: { ...world.used, [fault]: world.used[fault] + 1 },
});

export const canStill = ({ used }: World, { faults }: Bounds, fault: Fault): boolean =>
  used[fault] < (faults[fault] ?? 0);

/** The order of connections that were left has no meaning. */
const inOneOrder = (lines: readonly Line[]): readonly Line[] => {
  if (lines.length < 2) return lines;
  return [...lines].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
};

export const replaceLate = (world: World, index: number, line: Line | null): World => {
  const late = world.late.flatMap((old, at) => (at !== index ? [old] : line === null ? [] : [line]));
  // What a server would do to a connection on which nothing more comes has no effect on anyone.
  return { ...world, late: inOneOrder(late.filter(({ up }) => up.length > 0)) };
};

/** A page's connection ends for the page. The frames on their way to the server are lost, or still arrive. */
export const leaveLine = (world: World, id: PageId, isLate: boolean): World => {
  const { line } = world.pages[id];
  const without = withPage(world, id, withoutLine(world.pages[id]));
  if (!isLate || line === null) return without;
  return { ...without, late: inOneOrder([...world.late, { ...line, down: [] }]) };
};

export const canBeLate = ({ late, pages }: World, id: PageId, { maxLate }: Bounds): boolean =>
  late.length < maxLate && (pages[id].line?.up.length ?? 0) > 0;

/** A page dies: its memory is gone and its senders are free, what it stored stays. */
export const die = (before: World, id: PageId, isLate: boolean, rules: Rules): World => {
  let world = withPage(leaveLine(before, id, isLate), id, DEAD_PAGE);
  for (const [s, outbox] of world.outboxes.entries()) {
    if (!outbox.holders.includes(id)) continue;
    // Another page cannot know what this one has sent.
    const is = rules.cancelsUnsentOnly ? 'sent' : 'stored';
    const entries = outbox.entries.map((entry) => (isSettled(entry.is) ? entry : ({ ...entry, is } as const)));
    world = withOutbox(world, s, { ...outbox, entries, holders: outbox.holders.filter((one) => one !== id) });
  }
  return world;
};

/** A page dies before its newest settlement of a sender was stored; null if there is none. */
export const forgetSettlement = (world: World, s: number): World | null => {
  const outbox = world.outboxes[s];
  const entry = outbox?.entries[outbox.acked - 1];
  if (outbox === undefined || (entry?.is !== 'acked' && entry?.is !== 'rejected')) return null;
  const entries = outbox.entries.map((one, index) =>
    index === outbox.acked - 1 ? { ...one, is: 'sent' as const } : one,
  );
  return withOutbox(world, s, { ...outbox, entries, acked: outbox.acked - 1 });
};

/** The server's process ends: every connection is gone, for both ends, with all frames. */
export const endLines = (world: World): World => ({
  ...world,
  late: [],
  pages: [withoutLine(world.pages[0]), withoutLine(world.pages[1])],
});

/** The log goes back to an earlier state, or is begun anew. */
export const goBack = (world: World, server: Server): World => {
  const { ghost } = world;
  const kept = new Set(server.log.map(({ tag }) => tag));
  const gone = world.server.log.filter(({ tag, message }) => message >= 0 && !kept.has(tag));
  return {
    ...world,
    server,
    ghost: {
      ...ghost,
      generation: ghost.generation + 1,
      histories: [...ghost.histories, tagsOf(world.server)],
      forgotten: [...new Set([...ghost.forgotten, ...gone.map(({ message }) => message)])].sort((a, b) => a - b),
    },
  };
};
