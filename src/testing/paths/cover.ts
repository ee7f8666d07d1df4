import type { Exploration, Step, StepKind } from './explore.js';

/** A walk through the worlds of an exploration, starting at the first. */
export interface Walk<World, Name extends string> {
  readonly worlds: readonly World[];
  readonly steps: readonly Step<Name>[];
}

/** What the walks must take: every reachable edge of the chart, or every edge between the explored worlds. */
export type Goal = 'chart' | 'worlds';

/** With longer walks, fewer beginnings are repeated; shorter ones are easier to read when they fail. */
const MAX_STEPS = 40;

interface Outgoing {
  readonly kind: number;
  readonly to: string;
  readonly aims: readonly string[];
}

/** Walks that together reach the goal. */
export const cover = <World, Name extends string>(
  { initial, first, kinds, keyOf, edges }: Exploration<World, Name>,
  goal: Goal,
): readonly Walk<World, Name>[] => {
  const outgoing = new Map<string, Outgoing[]>();
  const open = new Set<string>();
  for (const { from, kind, to, takes } of edges) {
    const aims = goal === 'chart' ? takes : [`${from} ${kind}`];
    outgoing.set(from, [...(outgoing.get(from) ?? []), { kind, to, aims }]);
    for (const aim of aims) open.add(aim);
  }
  const isOpen = ({ aims }: Outgoing) => aims.some((aim) => open.has(aim));

  /** The steps of the shortest way to an untaken edge, including that edge; null if there is none. */
  const wayToOpenEdge = (start: string): readonly Outgoing[] | null => {
    const reachedBy = new Map<string, { readonly before: string; readonly edge: Outgoing } | null>([[start, null]]);
    for (const [at] of reachedBy) {
      const goal = outgoing.get(at)?.find(isOpen);
      if (goal !== undefined) {
        const way = [goal];
        for (let link = reachedBy.get(at); link; link = reachedBy.get(link.before)) way.unshift(link.edge);
        return way;
      }
      for (const edge of outgoing.get(at) ?? []) {
        if (!reachedBy.has(edge.to)) reachedBy.set(edge.to, { before: at, edge });
      }
    }
    return null;
  };

  const walks: Walk<World, Name>[] = [];
  for (let openBefore = Number.POSITIVE_INFINITY; open.size > 0 && open.size < openBefore; ) {
    openBefore = open.size;
    const worlds = [first];
    const steps: Step<Name>[] = [];
    let at = initial;
    const take = ({ kind, aims }: Outgoing): boolean => {
      const world = worlds.at(-1) ?? first;
      const { step, isPossible, apply } = kinds[kind] as StepKind<World, Name>;
      for (const aim of aims) open.delete(aim);
      // Worlds with the same key differ in their exact times, so in rare cases a step is possible in only one of them.
      if (!isPossible(world)) return false;
      steps.push(step(world));
      worlds.push(apply(world));
      at = keyOf(worlds.at(-1) ?? first);
      return outgoing.has(at);
    };
    for (let way = wayToOpenEdge(at); way !== null && steps.length < MAX_STEPS; way = wayToOpenEdge(at)) {
      if (!way.every(take)) break;
    }
    walks.push({ worlds, steps });
  }
  return walks;
};
