/// <reference types="svelte" />
import { connectionPaths, type PathFeatures } from '../../../src/testing/index.js';
import { leadPane, type Mismatch } from './lead-pane.js';
import { type Situation, situationOf } from './pane-view.js';

export interface ComponentReport {
  readonly paths: number;
  readonly steps: number;
  /** All that the paths led to, in the order of the alphabet. */
  readonly situations: readonly Situation[];
  readonly mismatches: readonly (Mismatch & { readonly path: string })[];
}

/** Leads a pane along every path of each of these sets of features. */
const leadAlongPaths = async (
  featureSets: readonly PathFeatures[],
  goal: 'chart' | 'worlds',
): Promise<ComponentReport> => {
  const situations = new Set<Situation>();
  const mismatches: ComponentReport['mismatches'][number][] = [];
  let [paths, steps] = [0, 0];
  for (const features of featureSets) {
    for (const [index, path] of connectionPaths(features, goal).entries()) {
      paths += 1;
      steps += path.steps.length;
      for (const { expected } of path.steps) situations.add(situationOf(expected));
      const found = await leadPane(path, features);
      mismatches.push(...found.map((one) => ({ path: `${index + 1} of ${JSON.stringify(features)}`, ...one })));
    }
  }
  return { paths, steps, situations: [...situations].sort(), mismatches };
};

declare global {
  /** Only in the page: for the functions that a test evaluates there. */
  const component: { readonly leadAlongPaths: typeof leadAlongPaths };
}

Reflect.set(globalThis, 'component', { leadAlongPaths });
