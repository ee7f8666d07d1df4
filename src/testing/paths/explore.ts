/** One thing that happens from outside. */
export interface Step<Name extends string> {
  readonly name: Name;
  readonly args: readonly (string | number)[];
}

/** A step, with the condition for it and its effect on a world. */
export interface StepKind<World, Name extends string> {
  readonly step: (world: World) => Step<Name>;
  readonly isPossible: (world: World) => boolean;
  readonly apply: (world: World) => World;
}

/** A chart with its surroundings, as far as one can explore it. */
export interface Explorable<World, Name extends string> {
  readonly first: World;
  readonly kinds: readonly StepKind<World, Name>[];
  /** What the chart's guards can distinguish. Worlds with the same key differ in their exact times alone. */
  readonly keyOf: (world: World) => string;
  /** The edges of the chart that steps took since the last call. */
  readonly takeEdges: () => readonly string[];
}

interface Edge {
  readonly from: string;
  readonly to: string;
  /** The index of the kind of step. */
  readonly kind: number;
  /** The chart's edges that the step takes. */
  readonly takes: readonly string[];
}

export interface Exploration<World, Name extends string> extends Explorable<World, Name> {
  readonly initial: string;
  readonly worlds: ReadonlyMap<string, World>;
  readonly edges: readonly Edge[];
}

/** More worlds than any set of features produces: a larger number means that the keys are wrong. */
const MAX_WORLDS = 50_000;

/** Every world that the steps reach, and every step between them. */
export const explore = <World, Name extends string>(explorable: Explorable<World, Name>): Exploration<World, Name> => {
  const { first, kinds, keyOf, takeEdges } = explorable;
  const initial = keyOf(first);
  const worlds = new Map([[initial, first]]);
  const edges: Edge[] = [];
  // A map is iterated in insertion order, so this is breadth first.
  for (const [from, world] of worlds) {
    for (const [kind, { isPossible, apply }] of kinds.entries()) {
      if (!isPossible(world)) continue;
      const next = apply(world);
      const to = keyOf(next);
      edges.push({ from, to, kind, takes: takeEdges() });
      if (!worlds.has(to)) worlds.set(to, next);
    }
    if (worlds.size > MAX_WORLDS) throw new Error(`more than ${MAX_WORLDS} worlds`);
  }
  return { ...explorable, initial, worlds, edges };
};
