import { type AnyStateMachine, type AnyStateNode, initialTransition } from 'xstate';

/** A state and all that are in it. */
export const nodesOf = (node: AnyStateNode): AnyStateNode[] => [node, ...Object.values(node.states).flatMap(nodesOf)];

export interface Named {
  readonly type: string;
}

export const nameOf = (action: unknown): string =>
  typeof action === 'string' ? action : String((action as Named).type);

export const branchesOf = (nodes: readonly AnyStateNode[]) =>
  nodes.flatMap((node) =>
    [...node.transitions].flatMap(([event, transitions]) =>
      transitions.map((transition) => ({
        node,
        where: `${node.id}: ${event}`,
        event,
        guard: transition.guard === undefined ? null : nameOf(transition.guard),
        actions: transition.actions.map(nameOf),
        targets: transition.target,
      })),
    ),
  );

export const sorted = (names: Iterable<string | null | undefined>) =>
  [...new Set(names)].filter((name) => name != null).sort();

/** What XState does itself for a delay. */
const OF_TIMERS = ['xstate.cancel', 'xstate.raise'];

/** The names that a chart uses, those that are provided, and the states that are nobody's target. */
export const namesInChart = (machine: AnyStateMachine) => {
  const nodes = nodesOf(machine.root);
  const branches = branchesOf(nodes);
  const entered = nodes.flatMap(({ entry, exit }) => [...entry, ...exit].map(nameOf));
  const delays = nodes.flatMap(({ after }) => after.map(({ delay }) => delay));
  const named = branches.flatMap(({ targets }) => targets ?? []);
  const [{ _nodes: first }] = initialTransition(machine, { chatId: '' });
  const reached = new Set([...first, ...named.flatMap(nodesOf)]);
  return {
    used: {
      guards: sorted(branches.map(({ guard }) => guard)),
      actions: sorted([...entered, ...branches.flatMap(({ actions }) => actions)]).filter(
        (name) => !OF_TIMERS.includes(name),
      ),
      delays: sorted(delays.map(String)),
    },
    provided: {
      guards: Object.keys(machine.implementations.guards).sort(),
      actions: Object.keys(machine.implementations.actions).sort(),
      delays: Object.keys(machine.implementations.delays).sort(),
    },
    foreignTargets: named.filter((target) => !nodes.includes(target)).map(({ id }) => id),
    unreachable: nodes.filter((node) => node.type === 'atomic' && !reached.has(node)).map(({ id }) => id),
  };
};
