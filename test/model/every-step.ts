import { pathsOf } from '../../src/testing/connection-paths.js';
import { EXPLORATIONS } from './explorations.js';
import { startFakeTarget } from './fake-target.js';
import { replayPath } from './replay-path.js';

export interface EveryStep {
  readonly paths: number;
  readonly steps: number;
  readonly edges: number;
  readonly reports: readonly string[];
}

/** Leads the library through every step between explored worlds, over fake sockets: a second witness of the exploration. */
export const takeEveryStep = async (): Promise<EveryStep> => {
  const taken = { paths: 0, steps: 0, edges: 0 };
  const reports: string[] = [];
  for (const [name, features, exploration] of EXPLORATIONS) {
    taken.edges += exploration.edges.length;
    for (const path of pathsOf(exploration, 'worlds')) {
      taken.paths += 1;
      taken.steps += path.steps.length;
      const violation = await replayPath(path, features, await startFakeTarget(features));
      if (violation !== null) reports.push(`${name}: ${JSON.stringify(violation)}\n  ${path.name}`);
    }
  }
  return { ...taken, reports };
};
