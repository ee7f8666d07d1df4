/** What comes late to the server, and what happens to its log. */
import { canStill, endLines, goBack, replaceLate, using } from './faults.js';
import { hasGoneBack, serve } from './server.js';
import type { Model, Step } from './step.js';
import { BACKEND, type Line, type Server, tagOf, type World } from './world.js';

const withServedLate = (world: World, index: number, isRefused: boolean, { rules }: Model): World => {
  const { generation } = world.ghost;
  const served = serve(world.server, world.late[index] as Line, { rules, generation, isRefused });
  const line = served.closed === 0 ? { ...served.line, down: [] } : null;
  return replaceLate({ ...world, server: served.server }, index, line);
};

export function* lateSteps(world: World, model: Model): Generator<Step> {
  const { bounds, rules } = model;
  for (const [index, line] of world.late.entries()) {
    const [frame] = line.up;
    const what = frame === undefined || frame.t === 'hello' ? 'hello' : `${frame.t} ${frame.s}/${frame.n}`;
    yield { kind: 'server serves late', what, next: withServedLate(world, index, false, model) };
    if (!rules.refusesForWhatItIs && frame?.t === 'msg' && canStill(world, bounds, 'refusal')) {
      const next = withServedLate(using(world, 'refusal'), index, true, model);
      if (next.server !== world.server) yield { kind: 'server refuses late', what, next };
    }
    const kind = hasGoneBack(world.server, line, rules.findsRestore)
      ? 'server closes a late connection'
      : 'late frames are lost';
    yield { kind, what, next: replaceLate(world, index, null) };
  }
}

export function* logSteps(world: World, { bounds }: Model): Generator<Step> {
  const { server, ghost } = world;
  if (canStill(world, bounds, 'publish')) {
    const tag = tagOf(ghost.generation, server.log.length + 1);
    const log = [...server.log, { tag, message: BACKEND, s: -1, n: 0 }];
    yield {
      kind: 'backend publishes',
      what: `${log.length}`,
      next: using({ ...world, server: { ...server, log } }, 'publish'),
    };
  }
  if (canStill(world, bounds, 'kill')) {
    yield { kind: 'server is killed', what: '', next: endLines(using(world, 'kill')) };
  }
  if (canStill(world, bounds, 'trim') && server.oldest <= server.log.length) {
    const next = using({ ...world, server: { ...server, oldest: server.oldest + 1 } }, 'trim');
    yield { kind: 'log is trimmed', what: `${server.oldest}`, next };
  }
  if (canStill(world, bounds, 'backup') && canStill(world, bounds, 'restore')) {
    yield { kind: 'server is backed up', what: '', next: using({ ...world, backup: server }, 'backup') };
  }
  if (canStill(world, bounds, 'restore') && world.backup !== null && world.backup !== server) {
    const restored = goBack(using(world, 'restore'), world.backup);
    const next = canStill(restored, bounds, 'restore') ? restored : { ...restored, backup: null };
    yield { kind: 'backup is restored', what: '', next: endLines(next) };
    if (bounds.goesBackLive) yield { kind: 'backup is restored under living connections', what: '', next };
  }
  if (canStill(world, bounds, 'loss')) {
    const last = server.last.map(() => 0);
    const fresh: Server = { epoch: ghost.generation + 2, log: [], oldest: 1, last, nacked: [], retired: [] };
    const next = goBack(using(world, 'loss'), fresh);
    yield { kind: 'log is begun anew', what: '', next: endLines(next) };
    if (bounds.goesBackLive) yield { kind: 'log is begun anew under living connections', what: '', next };
  }
}
