import { type Exploration, explore } from './explore.js';
import type { PathFeatures, PathOptions } from './path-options.js';
import { RECENT_MS, type StepName, stepKinds } from './steps.js';
import { createWorldModel, type World, type WorldModel } from './world.js';

export interface ConnectionExploration extends Exploration<World, StepName> {
  readonly model: WorldModel;
}

/** Every world that the steps of these features reach, and every step between them. */
export const exploreConnection = (features: PathFeatures): ConnectionExploration => {
  const model = createWorldModel(features);
  const kinds = stepKinds(features, model);
  const { initial: first, takeEdges } = model;
  return { model, ...explore({ first, kinds, keyOf: keyBy(model.options), takeEdges }) };
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
