import { goodSteps } from './good-steps.js';
import { faultySteps, typingSteps } from './page-steps.js';
import { lateSteps, logSteps } from './server-steps.js';
import type { Model, Step } from './step.js';
import type { World } from './world.js';

/** Every step that a world allows. Those of a world that wishes the chat well come first, the most urgent first. */
export function* stepsOf(world: World, model: Model): Generator<Step> {
  yield* goodSteps(world, model);
  yield* typingSteps(world, model);
  yield* faultySteps(world, model);
  yield* lateSteps(world, model);
  yield* logSteps(world, model);
}
