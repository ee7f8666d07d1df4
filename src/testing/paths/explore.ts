import type { PathFeatures, PathOptions } from './path-options.js';
import { RECENT_MS, type StepKind, stepKinds } from './steps.js';
import { createWorldModel, type World, type WorldModel } from './world.js';

interface Edge {
  readonly from: string;
  readonly to: string;
  /** The index of the kind of step. */
  readonly kind: number;
  /** The chart's edges that the step takes. */
  readonly takes: readonly string[];
}

export interface Exploration {
  readonly initial: string;
  readonly first: World;
  readonly model: WorldModel;
  readonly kinds: readonly StepKind[];
  readonly keyOf: (world: World) => string;
  readonly worlds: ReadonlyMap<string, World>;
  readonly edges: readonly Edge[];
}

/** More worlds than any set of features produces: a larger number means that the keys are wrong. */
const MAX_WORLDS = 50_000;

/** Every world that the steps of these features reach, and every step between them. */
export const explore = (features: PathFeatures): Exploration => {
  const model = createWorldModel(features);
  const kinds = stepKinds(features, model);
  const keyOf = keyBy(model.options);
  const initial = keyOf(model.initial);
  const worlds = new Map([[initial, model.initial]]);
  const edges: Edge[] = [];
  // A map is iterated in insertion order, so this is breadth first.
  for (const [from, world] of worlds) {
    for (const [kind, { isPossible, apply }] of kinds.entries()) {
      if (!isPossible(world)) continue;
      const next = apply(world);
      const to = keyOf(next);
      edges.push({ from, to, kind, takes: model.takeEdges() });
      if (!worlds.has(to)) worlds.set(to, next);
    }
    if (worlds.size > MAX_WORLDS) throw new Error(`more than ${MAX_WORLDS} worlds`);
  }
  return { initial, first: model.initial, model, kinds, keyOf, worlds, edges };
};

/** What the guards of the chart can distinguish: times only by the bounds that the guards check. */
const keyBy =
  (options: PathOptions) =>
  ({ chart, now, timers, line, ...world }: World): string => {
    const { budget, heldUntil, failure, lastAttemptAt } = chart.context;
    const ageMs = now - (lastAttemptAt?.at ?? Number.NEGATIVE_INFINITY);
    const { isSelected, isPageOnline, isPageFrozen, isOffline, isFrozen, gateHeldAt, lastSelectionAt } = world;
    const isIdle = chart.value === 'idle';
    return JSON.stringify([
      chart.value,
      budget,
      failure?.reason,
      heldUntil !== null && heldUntil > now,
      [options.throttleMs, RECENT_MS, options.cooldownMs].filter((bound) => ageMs >= bound).length,
      [isSelected, isPageOnline, isPageFrozen, !isIdle && isOffline, !isIdle && isFrozen],
      gateHeldAt !== null,
      now - lastSelectionAt < options.burstMs,
      line !== null && [
        line.hasSlot,
        line.isFrameWatched,
        chart.matches({ connecting: 'awaitingSlot' }) && now - chart.context.addressAt > options.resolveTimeoutMs,
      ],
      timers.map(({ id }) => id),
    ]);
  };
