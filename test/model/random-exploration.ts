import fc from 'fast-check';
import type { EdgeCount } from '../support/edges-taken.js';
import { type SearchOptions, search } from './random-search.js';
import { nameOfSettings, settings } from './random-settings.js';
import { nameOf, stepsUpTo } from './random-steps.js';
import { take, type Walk } from './walk.js';
import type { Sabotage } from './walk-world.js';

export interface Exploration {
  readonly walks: number;
  readonly steps: number;
  readonly edges: EdgeCount;
  /** The shortest walk found in which a rule did not hold. */
  readonly counterexample: { readonly walk: Walk; readonly error: unknown } | null;
  /** The same for people: how to see it again, circumstances and steps; empty if every rule held. */
  readonly report: string;
}

export interface ExplorationOptions extends SearchOptions {
  /** The longest walk. Default 100 steps. */
  readonly maxSteps?: number;
  readonly sabotage?: Sabotage;
}

const describeWalk = ({ settings, steps }: Walk): string =>
  [nameOfSettings(settings), ...steps.map((step, index) => `  ${index + 1}. ${nameOf(step)}`)].join('\n');

/** Takes random walks until the time is used up or a rule did not hold; then that walk is shrunk. */
export const explore = async ({ maxSteps = 100, sabotage, ...options }: ExplorationOptions): Promise<Exploration> => {
  const edges: EdgeCount = {};
  let count = 0;
  let taken = 0;
  const walks = fc.record({ steps: stepsUpTo(maxSteps), settings });
  const found = await search(
    walks,
    async (walk) => {
      const walked = await take(walk, sabotage);
      count += 1;
      taken += walked.steps;
      for (const [edge, times] of Object.entries(walked.edges)) edges[edge] = (edges[edge] ?? 0) + times;
    },
    options,
  );
  const totals = { walks: count, steps: taken, edges };
  if (found === null) return { ...totals, counterexample: null, report: '' };
  const { value: walk, error, replay } = found;
  return { ...totals, counterexample: { walk, error }, report: `${error}\n${replay}\n${describeWalk(walk)}` };
};
