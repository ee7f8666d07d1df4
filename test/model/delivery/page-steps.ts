/** What a user types, and what goes wrong with pages and their connections. */
import { beginSnapshot, endSnapshot, ownSender, sayHello, sendersHeldBy, snapshotCursors } from './client.js';
import { canBeLate, canStill, die, forgetSettlement, leaveLine, using } from './faults.js';
import { withServed } from './good-steps.js';
import { type Model, PAGES, type Step } from './step.js';
import { messageOf, replaced, type World, withOutbox } from './world.js';

export function* typingSteps(world: World, { bounds, rules }: Model): Generator<Step> {
  for (const id of PAGES) {
    if (!world.pages[id].isAlive) continue;
    const s = ownSender(world, id);
    const outbox = s === undefined ? undefined : world.outboxes[s];
    const count = world.typed[id];
    if (s !== undefined && outbox !== undefined && count < (bounds.messages[id] ?? 0)) {
      const typed = { ...world, typed: id === 0 ? [count + 1, world.typed[1]] : [world.typed[0], count + 1] } as World;
      const typing = (bad: boolean) => {
        const entry = { message: messageOf(id, count, bad), is: 'stored' } as const;
        return withOutbox(typed, s, { ...outbox, entries: [...outbox.entries, entry] });
      };
      const what = `${id} ${s}/${outbox.entries.length + 1}`;
      yield { kind: 'page types', what, next: typing(false) };
      if (rules.refusesForWhatItIs && canStill(world, bounds, 'refusal')) {
        yield { kind: 'page types what is refused', what, next: using(typing(true), 'refusal') };
      }
    }
    if (!canStill(world, bounds, 'cancel')) continue;
    for (const held of sendersHeldBy(world, id)) {
      const { entries } = world.outboxes[held] ?? { entries: [] };
      for (const [index, entry] of entries.entries()) {
        if (entry.is !== 'stored') continue;
        const cancelled = replaced(entries, index, { ...entry, is: 'cancelled' as const });
        const next = withOutbox(world, held, { ...(world.outboxes[held] as World['outboxes'][0]), entries: cancelled });
        yield { kind: 'page cancels', what: `${id} ${held}/${index + 1}`, next: using(next, 'cancel') };
      }
    }
  }
}

export function* faultySteps(world: World, model: Model): Generator<Step> {
  const { bounds, rules } = model;
  for (const id of PAGES) {
    const page = world.pages[id];
    if (page.line === null) continue;
    if (page.link === 'gap') {
      for (const cursor of snapshotCursors(world.server, bounds.snapshots)) {
        const begun = beginSnapshot(world, id, cursor, rules);
        const next = rules.snapshotReads === 'at once' ? endSnapshot(begun, id, rules) : begun;
        yield { kind: 'page begins a snapshot', what: `${id} at ${cursor.seq}`, next };
      }
    }
    if (page.link === 'live' && canStill(world, bounds, 'hello')) {
      const next = sayHello(using(world, 'hello'), id, page.cursor, page.line);
      yield { kind: 'page says hello again', what: `${id}`, next };
    }
    const [frame] = page.line.up;
    const mayRefuse = !rules.refusesForWhatItIs && canStill(world, bounds, 'refusal');
    if (mayRefuse && frame?.t === 'msg' && page.line.down.length < bounds.maxDown) {
      const next = withServed(using(world, 'refusal'), id, true, model);
      if (next.server !== world.server) yield { kind: 'server refuses', what: `${id} ${frame.s}/${frame.n}`, next };
    }
    if (!canStill(world, bounds, 'cut')) continue;
    const cut = using(world, 'cut');
    yield { kind: 'connection is cut', what: `${id}`, next: leaveLine(cut, id, false) };
    if (!canBeLate(world, id, bounds)) continue;
    yield { kind: 'connection is cut, frames still arrive', what: `${id}`, next: leaveLine(cut, id, true) };
  }
  for (const id of PAGES) {
    if (!world.pages[id].isAlive || !canStill(world, bounds, 'death')) continue;
    const before = using(world, 'death');
    yield { kind: 'page dies', what: `${id}`, next: die(before, id, false, rules) };
    if (canBeLate(world, id, bounds)) {
      yield { kind: 'page dies, frames still arrive', what: `${id}`, next: die(before, id, true, rules) };
    }
    if (!canStill(world, bounds, 'unstored')) continue;
    for (const s of sendersHeldBy(world, id)) {
      const next = forgetSettlement(using(die(before, id, canBeLate(world, id, bounds), rules), 'unstored'), s);
      if (next !== null) yield { kind: 'page dies, a settlement was not stored', what: `${id} ${s}`, next };
    }
  }
}
