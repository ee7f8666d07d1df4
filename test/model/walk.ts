import type { EdgeCount } from '../support/edges-taken.js';
import type { Settings } from './random-settings.js';
import type { Step } from './random-steps.js';
import { perform } from './walk-acts.js';
import { end } from './walk-ending.js';
import { checkAtRest } from './walk-rest.js';
import { type Sabotage, World } from './walk-world.js';

/** One walk: circumstances, and what happens in them. */
export interface Walk {
  readonly settings: Settings;
  readonly steps: readonly Step[];
}

export interface Walked {
  readonly steps: number;
  readonly edges: EdgeCount;
}

/** Takes every step of a walk in virtual time; throws a `Violation` for the first rule that does not hold. */
export const take = async ({ settings, steps }: Walk, sabotage?: Sabotage): Promise<Walked> => {
  const platform = globalThis as { reportError?: (error: unknown) => void };
  const { reportError } = platform;
  const world = new World(settings, sabotage);
  platform.reportError = world.report;
  try {
    for (const { act, settles } of steps) {
      await perform(world, act);
      if (settles) await world.clock.settle();
      if (settles) checkAtRest(world);
      if (world.violation !== null) throw world.violation;
    }
    await world.clock.settle();
    await end(world);
    if (world.violation !== null) throw world.violation;
    return { steps: steps.length, edges: world.edges };
  } finally {
    if (!world.isDisposed) world.chats.dispose();
    if (reportError === undefined) delete platform.reportError;
    else platform.reportError = reportError;
  }
};
