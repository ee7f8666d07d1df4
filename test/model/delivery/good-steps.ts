/** What a world does that wishes the chat well. */
import { endSnapshot, goOnFromHead, isSettled, nextFrame, receive, sayHello, sendersHeldBy } from './client.js';
import { leaveLine } from './faults.js';
import { hasGoneBack, sendEvent, serve } from './server.js';
import { type Model, PAGES, type Step } from './step.js';
import { type Line, type Page, type PageId, replaced, type World, withOutbox, withPage } from './world.js';

const hasOpen = (world: World, s: number): boolean =>
  world.outboxes[s]?.entries.some(({ is }) => !isSettled(is)) === true;

export const withServed = (world: World, id: PageId, isRefused: boolean, { rules }: Model): World => {
  const page = world.pages[id];
  const { generation } = world.ghost;
  const served = serve(world.server, page.line as Line, { rules, generation, isRefused });
  const next = { ...world, server: served.server };
  if (served.closed === 0) return withPage(next, id, { ...page, line: served.line });
  const left = leaveLine(next, id, false);
  return served.closed === 4400 ? { ...left, ghost: { ...left.ghost, isBlamed: true } } : left;
};

const isQuiet = ({ line }: Page): boolean => line !== null && line.up.length + line.down.length === 0;

/** Sent on this connection, and nothing will be answered. */
const isOverdue = (world: World, id: PageId): boolean =>
  isQuiet(world.pages[id]) &&
  sendersHeldBy(world, id).some((s) => (world.pages[id].sent[s] ?? 0) > (world.outboxes[s]?.acked ?? 0));

export function* goodSteps(world: World, model: Model): Generator<Step> {
  const { bounds, rules } = model;
  const { server, pages } = world;
  for (const id of PAGES) {
    const { link, line } = pages[id];
    const isWaiting = link === 'gap' || link === 'reading';
    if (line !== null && line.down.length > 0 && !isWaiting) {
      yield { kind: 'page receives', what: `${id} ${line.down[0]?.t}`, next: receive(world, id, rules) };
    }
  }
  for (const id of PAGES) {
    const { line } = pages[id];
    if (line === null || !hasGoneBack(server, line, rules.findsRestore)) continue;
    const next = leaveLine(world, id, false);
    yield { kind: 'server closes a connection that it told more', what: `${id}`, next };
  }
  for (const id of PAGES) {
    const { line } = pages[id];
    if (line === null || line.up.length === 0 || line.down.length >= bounds.maxDown) continue;
    yield { kind: 'server serves', what: `${id} ${line.up[0]?.t}`, next: withServed(world, id, false, model) };
  }
  for (const id of PAGES) {
    const page = pages[id];
    if (page.line === null || page.line.down.length >= bounds.maxDown) continue;
    if (rules.findsRestore === 'by tag' && hasGoneBack(server, page.line, 'by tag')) continue;
    const line = sendEvent(server, page.line);
    if (line === null) continue;
    yield {
      kind: 'server sends an event',
      what: `${id} ${line.at?.seq}`,
      next: withPage(world, id, { ...page, line }),
    };
  }
  for (const id of PAGES) {
    if (pages[id].link !== 'gap') continue;
    yield { kind: 'page goes on from the head', what: `${id}`, next: goOnFromHead(world, id) };
  }
  for (const id of PAGES) {
    if (pages[id].link !== 'reading') continue;
    yield { kind: 'page ends a snapshot', what: `${id}`, next: endSnapshot(world, id, rules) };
  }
  yield* sendingSteps(world, model);
  yield* joiningSteps(world, model);
}

function* sendingSteps(world: World, { bounds, rules }: Model): Generator<Step> {
  for (const id of PAGES) {
    const page = world.pages[id];
    const { line } = page;
    if (line === null) continue;
    for (const s of sendersHeldBy(world, id)) {
      const frame = nextFrame(world, id, s, bounds.window, rules);
      if (frame === null || frame.t === 'hello') continue;
      const { n } = frame;
      const next = withPage(world, id, {
        ...page,
        line: { ...line, up: [...line.up, frame] },
        sent: replaced(page.sent, s, n),
      });
      yield {
        kind: 'page sends',
        what: `${id} ${frame.t} ${s}/${n}`,
        next: frame.t === 'msg' ? markSent(next, s, n) : next,
      };
    }
  }
}

const markSent = (world: World, s: number, n: number): World => {
  const outbox = world.outboxes[s];
  const entry = outbox?.entries[n - 1];
  if (outbox === undefined || entry?.is !== 'stored') return world;
  return withOutbox(world, s, { ...outbox, entries: replaced(outbox.entries, n - 1, { ...entry, is: 'sent' }) });
};

function* joiningSteps(world: World, { bounds, rules }: Model): Generator<Step> {
  const { pages, outboxes } = world;
  const isBlamed = world.ghost.isBlamed;
  for (const id of PAGES) {
    const { isAlive, link, cursor } = pages[id];
    if (!isAlive || link !== 'down' || isBlamed) continue;
    yield { kind: 'page connects', what: `${id}`, next: sayHello(world, id, cursor, null) };
  }
  for (const id of PAGES) {
    const { line, link, base, cursor } = pages[id];
    if (line === null || link !== 'live') continue;
    if (!sendersHeldBy(world, id).some((s) => base[s] == null && hasOpen(world, s))) continue;
    yield { kind: 'page names a sender', what: `${id}`, next: sayHello(world, id, cursor, line) };
  }
  for (const id of PAGES) {
    if (!pages[id].isAlive) continue;
    for (const [s, outbox] of outboxes.entries()) {
      if (outbox.isOver || outbox.holders.includes(id) || !hasOpen(world, s)) continue;
      if (outbox.holders.length > 0 && rules.ownsSenders) continue;
      const next = withOutbox(world, s, { ...outbox, holders: [...outbox.holders, id].sort() });
      yield { kind: 'page adopts', what: `${id} ${s}`, next };
    }
  }
  for (const id of PAGES) {
    if (pages[id].isAlive || bounds.messages[id] === null) continue;
    const page = { ...pages[id], isAlive: true };
    const taken = outboxes.map((outbox, s) => {
      const isItsOwn = s % 2 === id && !outbox.isOver && (s < 2 || outboxes[s - 2]?.isOver === true);
      return isItsOwn && outbox.holders.length === 0 ? { ...outbox, holders: [id] } : outbox;
    });
    yield { kind: 'page starts', what: `${id}`, next: { ...withPage(world, id, page), outboxes: taken } };
  }
  for (const id of PAGES) {
    if (!rules.givesUp || !isOverdue(world, id)) continue;
    yield { kind: 'page gives up', what: `${id}`, next: leaveLine(world, id, false) };
  }
}
