import { type InspectionEvent, isMachineSnapshot, type StateValue } from 'xstate';
import type { Goal } from '../../../src/testing/paths/cover.js';
import { follow, type Path, pathsThrough } from '../../../src/testing/paths/follow.js';
import { isInspectable } from '../../support/engine-in-use.js';
import type { DeliveryExploration } from './explorations.js';
import type { DeliveryStepName } from './steps.js';
import { startDeliveryTarget } from './target.js';
import { type DeliveryWorld, linkIn, pendingIn } from './world.js';

/** What is seen of a world from outside. */
interface Expected {
  readonly link: ReturnType<typeof linkIn>;
  readonly storage: DeliveryWorld['chart']['context']['storage'];
  readonly pending: number;
  readonly hasCursor: boolean;
  readonly gaps: number;
  readonly isAsking: boolean;
  /** Of the chart's timers. */
  readonly deadlines: readonly number[];
  readonly value: StateValue;
}

export type DeliveryPath = Path<DeliveryStepName, Expected>;

const expectedOf = (world: DeliveryWorld): Expected => ({
  link: linkIn(world),
  storage: world.chart.context.storage,
  pending: pendingIn(world),
  hasCursor: world.hasCursor,
  gaps: world.gaps,
  isAsking: world.isAsking,
  deadlines: world.timers.map(({ at }) => at),
  value: world.chart.value,
});

export const deliveryPaths = (exploration: DeliveryExploration, goal: Goal): readonly DeliveryPath[] =>
  pathsThrough(exploration, goal, expectedOf);

/** Leads the library along the path. Returns the first step after which it is not as the chart has it, or null. */
export const replayDelivery = async (
  { steps }: DeliveryPath,
  features: { readonly hasSnapshot: boolean },
  inspect: (event: InspectionEvent) => void = () => undefined,
): Promise<unknown> => {
  let value: StateValue | null = null;
  const target = startDeliveryTarget(features, (event) => {
    inspect(event);
    if (event.type !== '@xstate.snapshot' || !isMachineSnapshot(event.snapshot)) return;
    if (event.snapshot.machine.id === 'delivery') value = event.snapshot.value;
  });
  let violation: unknown = null;
  for (const [index, step] of steps.entries()) {
    await follow([step], target.driver, async () => {
      await target.settle();
      const { snapshot, gaps, isAsking, deadlines } = target.observe();
      const { expected } = step;
      const seen: Expected = {
        link: snapshot.link,
        storage: snapshot.storage,
        pending: snapshot.pending.length,
        hasCursor: snapshot.cursor !== null,
        gaps,
        isAsking,
        // The connection has timers too.
        deadlines: expected.deadlines.filter((at) => deadlines.includes(at)),
        value: isInspectable ? (value ?? {}) : expected.value,
      };
      if (JSON.stringify(seen) !== JSON.stringify(expected))
        violation = { after: `step ${index + 1}, ${step.name} ${step.args.join(' ')}`, seen, expected };
    });
    if (violation !== null) break;
  }
  target.end();
  return violation;
};
