import { describe, expect, onTestFinished, test } from 'vitest';
import { pathsOf } from '../../src/testing/connection-paths.js';
import { edgeCounter } from '../support/edge-counter.js';
import { EXPLORATIONS } from './explorations.js';
import { startFakeTarget } from './fake-target.js';
import { countPaths, keepPaths } from './kept-paths.js';
import { startRealTarget } from './real-target.js';
import { replayPath } from './replay-path.js';

const sets = EXPLORATIONS.map(([name, features, exploration]) => {
  const paths = pathsOf(exploration, 'chart');
  keepPaths(features, paths);
  return [name, features, paths] as const;
});
const counted = countPaths(sets.flatMap(([, , paths]) => paths));
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
