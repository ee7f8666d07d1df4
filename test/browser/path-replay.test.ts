import { describe, expect } from 'vitest';
import { DISTANT_HOST } from '../engines/engine.js';
import { engineInUse } from '../engines/engines.js';
import { startControl, startControlledServer } from '../model/controlled-server.js';
import { FEATURE_SETS } from '../model/feature-sets.js';
import { countPaths, keptPaths } from '../model/kept-paths.js';
import { itNeeds, useEngine } from './engine-stage.js';

const stage = useEngine();
const { name, lacks } = engineInUse();

/** Firefox lets a socket to an address that has refused some wait, ever longer. */
const LIMIT_MS = 300_000;

describe('[AT1, AT2, RE1, SE4, EN2] over the sockets of an engine, with the events of a page', () => {
  for (const [title, features] of FEATURE_SETS) {
    // Loopback ignores being offline; a distant gateway takes a name that the engine finds on this machine.
    const isDistant = features.network && !features.loopback;
    const host = lacks.offline === undefined ? DISTANT_HOST : '127.0.0.1';
    const paths = keptPaths(features);

    const itTakes = itNeeds(isDistant ? 'offline' : null, LIMIT_MS);
    itTakes(`paths through ${title}: the library is where the chart is`, async () => {
      const page = await stage.openAgain();
      for (const path of paths) {
        const server = await startControlledServer();
        const control = await startControl(server.obey);
        const distant = server.origin.replace('127.0.0.1', host);
        const reachable = { loopback: server.origin, distant, control: control.url };
        const violation = await page.evaluate((...args) => bare.replay(...args), path, features, reachable);
        await Promise.all([server.close(), control.close()]);
        expect({ path: path.name, violation }).toEqual({ path: path.name, violation: null });
      }
      process.stdout.write(`${title}, in ${name}: ${countPaths(paths)}\n`);
    });
  }
});
