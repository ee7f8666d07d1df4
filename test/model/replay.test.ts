import { describe, expect, onTestFinished, test } from 'vitest';
import { pathsOf } from '../../src/testing/connection-paths.js';
import { explore } from '../../src/testing/paths/explore.js';
import { edgeCounter } from '../support/edge-counter.js';
import { startFakeTarget } from './fake-target.js';
import { FEATURE_SETS } from './feature-sets.js';
import { countPaths, keepPaths } from './kept-paths.js';
import { startRealTarget } from './real-target.js';
import { replayPath } from './replay-path.js';

const total = { worlds: 0, edges: 0 };
const sets = FEATURE_SETS.map(([name, features]) => {
  const exploration = explore(features);
  total.worlds += exploration.worlds.size;
  total.edges += exploration.edges.length;
  const paths = pathsOf(exploration, 'chart');
  keepPaths(features, paths);
  return [name, features, paths] as const;
});
const counted = countPaths(sets.flatMap(([, , paths]) => paths));
process.stdout.write(`explored: ${total.worlds} worlds, ${total.edges} edges between them\n`);
process.stdout.write(`over fake sockets, and over real ones: ${counted}, none left out\n`);

describe.each(sets)('[AT1, AT2, RE1, SE4, EN2] paths through %s', (_, features, paths) => {
  const numbered = paths.map((path, index) => [index + 1, path] as const);

  test.each(numbered)(
    'path %i: over fake sockets the library is where the chart is, after every step',
    async (_, path) => {
      expect(await replayPath(path, features, await startFakeTarget(features, { inspect: edgeCounter() }))).toBe(null);
    },
  );

  test.each(numbered)('path %i: so it is without an inspector, where idle charts are stopped', async (_, path) => {
    expect(await replayPath(path, features, await startFakeTarget(features))).toBe(null);
  });

  test.each(numbered)('path %i: over real sockets too', async (_, path) => {
    const target = await startRealTarget(features, edgeCounter());
    onTestFinished(() => target.end());
    expect(await replayPath(path, features, target)).toBe(null);
  });
});
