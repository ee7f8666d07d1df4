/** What must hold in every world. Each answers what is wrong in words, or null. */
import { isSettled } from './client.js';
import { hasGoneBack } from './server.js';
import { type Model, PAGES } from './step.js';
import { headOf, indexOf, type Message, type Page, pageOf, type Tag, tagsOf, type World } from './world.js';

const messagesIn = ({ server }: World): readonly Message[] =>
  server.log.flatMap(({ message }) => (message >= 0 ? [message] : []));

/** I1: the log has each message at most once, trimmed events included. */
export const takesEffectOnce = (world: World): string | null => {
  const messages = messagesIn(world);
  const twice = messages.find((message, index) => messages.indexOf(message) !== index);
  return twice === undefined ? null : `message ${twice} is twice in the log`;
};

/** I2: the log has the messages of a page in the order in which they were typed. */
export const keepsOrder = (world: World): string | null => {
  for (const page of PAGES) {
    const messages = messagesIn(world).filter((message) => pageOf(message) === page);
    const places = messages.map(indexOf);
    if (places.some((place, index) => place < (places[index - 1] ?? 0))) return `out of order: ${messages}`;
  }
  return null;
};

/**
 * I3: each message that was typed has one state. It is not in the log if its page was told that it is rejected, cancelled or
 * lost; it is in the log if its page was told that it is acknowledged, unless the log went back from it; it is lost only if the
 * log went back from it.
 */
export const hasOneFate = (world: World): string | null => {
  const inLog = messagesIn(world);
  const { forgotten } = world.ghost;
  const entries = world.outboxes.flatMap((outbox) => outbox.entries.filter(({ is }) => is !== 'moved'));
  const messages = entries.map(({ message }) => message);
  if (messages.length !== world.typed[0] + world.typed[1]) return `${messages} are in the outboxes, not ${world.typed}`;
  if (new Set(messages).size !== messages.length) return `a message is twice in the outboxes: ${messages}`;
  for (const { message, is } of entries) {
    if (is === 'stored' || is === 'sent') continue;
    const isInLog = inLog.includes(message);
    const isForgotten = forgotten.includes(message);
    if (is === 'acked' && !isInLog && !isForgotten) return `message ${message} is acked, and nowhere in the log`;
    if (is === 'lost' && !isForgotten) return `message ${message} is lost, but never was forgotten`;
    if (is !== 'acked' && isInLog) return `message ${message} is ${is}, and in the log`;
  }
  return null;
};

/** The page is live, nothing is on its way, and the server has nothing more to do for it. */
export const isLevel = ({ server }: World, { link, line }: Page, { rules }: Model): boolean =>
  link === 'live' &&
  line !== null &&
  line.up.length + line.down.length === 0 &&
  line.at !== null &&
  !hasGoneBack(server, line, rules.findsRestore) &&
  line.at.seq >= server.log.length;

/**
 * I4: a page that is level has the log: its cursor is the head, it has delivered exactly what follows its start, each event once
 * and in order, and the state that came with its start lacked nothing of what came before.
 */
export const hasTheLog = (world: World, model: Model): string | null => {
  const head = headOf(world.server);
  const tags = tagsOf(world.server);
  for (const id of PAGES) {
    const page = world.pages[id];
    if (!isLevel(world, page, model)) continue;
    const { cursor, start, delivered } = page;
    if (cursor?.epoch !== head.epoch || cursor.seq !== head.seq || cursor.tag !== head.tag) {
      return `page ${id} is level at ${cursor?.epoch}:${cursor?.tag}, the head is ${head.epoch}:${head.tag}`;
    }
    const { seq } = start?.cursor ?? cursor;
    const after = tags.slice(seq);
    if (delivered.length !== after.length || delivered.some((tag, index) => tag !== after[index])) {
      return `page ${id} is level with ${delivered} since ${seq}, the log has ${after}`;
    }
    const missing = tags.slice(0, seq).find((tag) => start?.data.includes(tag) !== true);
    if (missing !== undefined) return `page ${id} is level without ${missing}`;
  }
  return null;
};

/** I3, seen from a page that is level: what it was told to be acknowledged is in the log, or it was told that it is lost. */
export const knowsWhatIsLost = (world: World, model: Model): string | null => {
  for (const id of PAGES) {
    const page = world.pages[id];
    if (!isLevel(world, page, model)) continue;
    for (const [s, outbox] of world.outboxes.entries()) {
      if (page.base[s] == null || !outbox.holders.includes(id)) continue;
      const missing = outbox.entries.find(({ message, is }) => is === 'acked' && !messagesIn(world).includes(message));
      if (missing !== undefined) return `page ${id} is level, and does not know that ${missing.message} is lost`;
    }
  }
  return null;
};

const historiesOf = ({ server, ghost }: World): readonly (readonly Tag[])[] => [tagsOf(server), ...ghost.histories];

/** I5: what a page was delivered, and where that began, is of one history: events of two never mix without a gap. */
export const isOfOneHistory = (world: World): string | null => {
  for (const id of PAGES) {
    const { start, delivered } = world.pages[id];
    const tags = start === null || start.cursor.seq === 0 ? delivered : [start.cursor.tag, ...delivered];
    if (historiesOf(world).some((history) => tags.every((tag) => history.includes(tag)))) continue;
    return `page ${id} was delivered ${tags}, which is of no single history`;
  }
  return null;
};

/** I5, of the state that came with the start too: it may be ahead of its cursor. */
export const isOfOneHistoryWithItsState = (world: World): string | null => {
  for (const id of PAGES) {
    const { start, delivered } = world.pages[id];
    const tags = [...(start?.data ?? []), ...delivered];
    if (historiesOf(world).some((history) => tags.every((tag) => history.includes(tag)))) continue;
    return `page ${id} has ${tags}, which is of no single history`;
  }
  return null;
};

/** I6: no more than `window` messages of a sender are on their way on a connection. */
export const keepsToTheWindow = (world: World, { bounds }: Model): string | null => {
  for (const id of PAGES) {
    const { line, base, sent } = world.pages[id];
    for (const [s, outbox] of world.outboxes.entries()) {
      const from = base[s];
      if (line === null || from == null) continue;
      const inFlight = (sent[s] ?? 0) - Math.max(outbox.acked, from);
      if (inFlight > bounds.window) return `page ${id} has ${inFlight} messages of ${s} in flight`;
    }
  }
  return null;
};

/** Nobody who keeps the rules is told that they broke them (4400). */
export const blamesNobody = ({ ghost }: World): string | null =>
  ghost.isBlamed ? 'a page was closed with 4400' : null;

export const INVARIANTS = {
  I1: takesEffectOnce,
  I2: keepsOrder,
  I3: hasOneFate,
  'I3 told': knowsWhatIsLost,
  I4: hasTheLog,
  I5: isOfOneHistory,
  'I5 state': isOfOneHistoryWithItsState,
  I6: keepsToTheWindow,
  'no 4400': blamesNobody,
} satisfies Record<string, (world: World, model: Model) => string | null>;
export type Invariant = keyof typeof INVARIANTS;

/** L1, where it leads to: every stored message is settled, and every living page is level. */
export const isAllWell = (world: World, model: Model): boolean =>
  world.outboxes.every(({ entries }) => entries.every(({ is }) => isSettled(is))) &&
  world.pages.every((page) => !page.isAlive || isLevel(world, page, model));
