import { describe, expect, test } from 'vitest';
import type { ConnectionSnapshot } from '../../src/index.js';
import { connectionPaths, followPath, pathOptions } from '../../src/testing/index.js';
import { startFakeTarget } from './fake-target.js';
import { FEATURE_SETS } from './feature-sets.js';

/** What is compared: words of messages are the implementation's own. */
const comparable = ({ lastFailure, failure, ...snapshot }: ConnectionSnapshot) => ({
  ...snapshot,
  lastFailure: lastFailure?.kind,
  failure: failure?.reason,
});

describe.each(FEATURE_SETS)('paths through %s', (_, features) => {
  test.each(connectionPaths(features).map((path, index) => [index + 1, path] as const))(
    '[AT1, AT2, RE1, SE4, EN2] path %i: the library is where the chart is, after every step',
    async (_index, path) => {
      const { driver, settle, snapshot, gateway, timers } = await startFakeTarget(features);
      const { throttleMs } = pathOptions(features);
      await followPath(path, driver, async ({ expected, name, args }, index) => {
        await settle();
        const dialedAt = gateway.socketsOf('42').map((socket) => socket.constructedAt);
        const gaps = dialedAt.slice(1).map((at, before) => at - (dialedAt[before] ?? 0));
        const at = `step ${index + 1}, ${name} ${args.join(' ')}`;
        expect([at, comparable(snapshot())]).toEqual([at, comparable(expected)]);
        expect([at, gaps.filter((gap) => gap < throttleMs), gateway.peakLive('42') <= 1]).toEqual([at, [], true]);
        const { state } = snapshot();
        if (state === 'failed' && !features.company && !features.gate) expect([at, timers()]).toEqual([at, 0]);
      });
    },
  );
});
