import type { EveryStep } from '../every-step.js';
import { DELIVERY_EXPLORATIONS } from './explorations.js';
import { deliveryPaths, replayDelivery } from './replay.js';

/** Leads the library through every step between explored worlds of a delivery, as `takeEveryStep` does with a connection's. */
export const takeEveryDeliveryStep = async (): Promise<EveryStep> => {
  const taken = { paths: 0, steps: 0, edges: 0 };
  const reports: string[] = [];
  for (const [name, features, exploration] of DELIVERY_EXPLORATIONS) {
    taken.edges += exploration.edges.length;
    for (const path of deliveryPaths(exploration, 'worlds')) {
      taken.paths += 1;
      taken.steps += path.steps.length;
      const violation = await replayDelivery(path, features);
      if (violation !== null) reports.push(`${name}: ${JSON.stringify(violation)}\n  ${path.name}`);
    }
  }
  return { ...taken, reports };
};
