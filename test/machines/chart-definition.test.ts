import { describe, expect, test } from 'vitest';
import { connectionChart, connectionMachine } from '../../machines/index.js';
import { branchesOf, type Named, nameOf, namesInChart, nodesOf, sorted } from './names-in-chart.js';

const nodes = nodesOf(connectionMachine.root);
const branches = branchesOf(nodes);
const { used, provided, foreignTargets, unreachable } = namesInChart(connectionMachine);
const { implementations } = connectionMachine;

/** What the actions made by XState's creators say of themselves. */
interface BuiltIn extends Named {
  readonly to?: string;
  readonly id?: string;
  readonly src?: string;
  readonly actorRef?: string;
}
const builtIns = Object.values(implementations.actions) as unknown as BuiltIn[];
const ofType = (type: string) => builtIns.filter((action) => action.type === type);

const functionsIn = (value: unknown, path: string): string[] => {
  if (typeof value === 'function') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => functionsIn(inner, `${path}.${key}`));
};

describe('the chart', () => {
  test('has the six states that users see, in the order of the story', () => {
    expect(Object.keys(connectionMachine.states)).toEqual([
      ...['idle', 'throttled', 'connecting', 'open', 'backoff', 'failed'],
    ]);
  });

  test('says in words what each of them is', () => {
    const described = Object.values(connectionMachine.states).map(({ description = '' }) => description);
    expect(described.filter((description) => !/^[A-Z].{20,}\.$/.test(description))).toEqual([]);
  });

  test('begins, and begins in each compound state, where it says', () => {
    const compound = nodes.filter(({ type }) => type === 'compound');
    expect(compound.map(({ id, initial }) => [id, initial.target.map(({ key }) => key)])).toEqual([
      ['chat', ['idle']],
      ['connecting', ['resolving']],
      ['chat.open.liveness', ['healthy']],
      ['chat.open.proof', ['unproved']],
      ['chat.open.holding', ['wanted']],
      ['chat.backoff', ['waiting']],
    ]);
  });

  test('is plain data: names alone, no function but that which makes the context', () => {
    expect(JSON.parse(JSON.stringify(connectionChart))).toEqual(connectionChart);
    expect(functionsIn(connectionMachine.config, 'config')).toEqual(['config.context']);
    const { context: _, ...described } = connectionMachine.config;
    expect(connectionChart).toEqual(described);
  });
});

describe('every name in the chart is provided, and all that is provided is used', () => {
  test('guards', () => {
    expect(used.guards).toEqual(provided.guards);
  });

  test('actions', () => {
    expect(used.actions).toEqual(provided.actions);
  });

  test('delays: a misspelt one would fire at once', () => {
    expect(used.delays).toEqual(provided.delays);
  });

  test('actors: whatever is spawned is provided, whatever is sent to or stopped is spawned', () => {
    const spawned = ofType('xstate.spawnChild');
    expect(spawned.map(({ id, src }) => [id, src])).toEqual([['socket', 'socket']]);
    expect(sorted(spawned.map(({ src }) => src))).toEqual(Object.keys(implementations.actors).sort());
    expect(sorted(ofType('xstate.sendTo').map(({ to }) => to))).toEqual(['socket']);
    expect(ofType('xstate.stopChild').map(({ actorRef }) => actorRef)).toEqual(['socket']);
    expect(nodes.flatMap(({ invoke }) => invoke)).toEqual([]);
  });

  test('targets', () => {
    expect([foreignTargets, unreachable]).toEqual([[], []]);
  });

  test('notices', () => {
    const transitions = nodes.flatMap((node) => [...node.transitions.values()].flat());
    const params = [
      ...nodes.flatMap(({ entry, exit }) => [...entry, ...exit]),
      ...transitions.flatMap(({ actions }) => actions),
    ];
    const reported = params.flatMap((action) => {
      const { type, params: given } = action as {
        readonly type?: string;
        readonly params?: { readonly notice?: string };
      };
      return type === 'report' ? [given?.notice] : [];
    });
    expect(sorted(reported)).toEqual([
      ...['attempt.cancelled', 'attempt.opened', 'attempt.started', 'attempt.throttled', 'chat.failed'],
      ...['connection.proved', 'end', 'offline.discredited', 'probe.overdue', 'probe.sent', 'retry.scheduled'],
    ]);
  });
});

describe('what is easily lost', () => {
  /** A handler hides those of the states around it: so each one notes what must be noted, in every branch. */
  test.each([
    ['page.wentOffline', 'noteOffline'],
    ['page.cameOnline', 'noteOnline'],
    ['page.hintDiscredited', 'noteOnline'],
    ['page.froze', 'noteFrozen'],
    ['page.resumed', 'noteResumed'],
  ])('[PL1, PL3] %s is noted by every branch of every handler, and by the root for all others', (event, note) => {
    const handling = branches.filter((branch) => branch.event === event);
    expect(handling.filter(({ actions }) => !actions.includes(note)).map(({ where }) => where)).toEqual([]);
    expect(handling.filter(({ where, guard }) => where.startsWith('chat:') && guard === null)).toHaveLength(1);
  });

  test('[PL1] no handler of a frame hides the one that discredits the hint', () => {
    const handling = branches.filter(({ event }) => event === 'frame.arrived');
    const heeding = handling.filter(({ actions }) => actions.includes('discreditHint')).map(({ node }) => node);
    expect(heeding).toHaveLength(1);
    const below = new Set(heeding.flatMap(nodesOf).filter((node) => !heeding.includes(node)));
    expect(handling.filter(({ node }) => below.has(node)).map(({ where }) => where)).toEqual([]);
  });

  test('[AT1] every state but open hangs up on entry, before anything else', () => {
    const entries = Object.values(connectionMachine.states).map(({ key, entry }) => [key, entry.map(nameOf)[0]]);
    expect(entries).toEqual([
      ...['idle', 'throttled', 'connecting'].map((key) => [key, 'hangUp']),
      ['open', undefined],
      ...['backoff', 'failed'].map((key) => [key, 'hangUp']),
    ]);
  });

  test('[AT1] a socket is spawned on entering connecting and nowhere else', () => {
    const spawning = nodes.filter(({ entry, exit }) => [...entry, ...exit].map(nameOf).includes('spawnSocket'));
    expect(spawning.map(({ key }) => key)).toEqual(['connecting']);
    expect(branches.filter(({ actions }) => actions.includes('spawnSocket'))).toEqual([]);
  });
});
