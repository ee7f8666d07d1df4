import { type Exploration, explore } from '../../../src/testing/paths/explore.js';
import { untilNext } from '../../../src/testing/paths/timed-world.js';
import { type DeliveryStepName, deliverySteps } from './steps.js';
import { ACK_TIMEOUT_MS, MOMENT_MS } from './timing.js';
import { createDeliveryModel, type DeliveryModel, type DeliveryWorld } from './world.js';

export interface DeliveryExploration extends Exploration<DeliveryWorld, DeliveryStepName> {
  readonly model: DeliveryModel;
}

/** What the chart's guards can distinguish: times only by what they say when a timer ends. */
const keyOf = (world: DeliveryWorld): string => {
  const { chart, connection, waiting, inFlight, found, hasCursor, isAsking, isAskedTwice, timers, now } = world;
  const { storage, holes, snapshots } = chart.context;
  const oldest = inFlight[0];
  return JSON.stringify([
    chart.value,
    [storage, holes, snapshots],
    connection?.isOpen ?? null,
    [waiting, inFlight.map(({ isFound, sentAt }) => [isFound, sentAt === oldest?.sentAt, sentAt === now]), found],
    [hasCursor, isAsking, isAskedTwice],
    timers.map(({ id, at }) => [id, oldest === undefined ? null : oldest.sentAt + ACK_TIMEOUT_MS <= at]),
    timers.length > 0 && untilNext(world) > MOMENT_MS,
  ]);
};

const exploration = (hasSnapshot: boolean): DeliveryExploration => {
  const model = createDeliveryModel({ hasSnapshot });
  const { first, takeEdges } = model;
  return { model, ...explore({ first, kinds: deliverySteps(model), keyOf, takeEdges }) };
};

/** All worlds of the delivery of a chat: made once for all files of tests in a process. */
export const DELIVERY_EXPLORATIONS = [
  ['an application that gives snapshots', { hasSnapshot: true }, exploration(true)],
  ['an application that gives none', { hasSnapshot: false }, exploration(false)],
] as const;
