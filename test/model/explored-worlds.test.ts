import { afterAll, describe, expect, test } from 'vitest';
import type { World } from '../../src/testing/paths/world.js';
import { EXPLORATIONS } from './explorations.js';
import { boundOf, recover } from './recovery.js';
import { violationsOf } from './world-invariants.js';

const seconds = (ms: number) => `${Number((ms / 1_000).toFixed(1))} s`;
const counted = { worlds: 0, edges: 0, ms: 0, namedMs: 0 };

describe.each(EXPLORATIONS)('every world of %s', (_, features, exploration) => {
  const worlds = [...exploration.worlds.values()];
  counted.worlds += worlds.length;
  counted.edges += exploration.edges.length;

  test('[EN2, SE4, RE4] has no timer in idle and failed, and none but those that its states own', () => {
    const wrong = worlds.flatMap((world) => violationsOf(world).map((what) => [what, world.chart.value]));
    expect(wrong).toEqual([]);
  });

  test('[RE6] leads back to open within the longest wait, if nothing else goes wrong', () => {
    const isNamed = features.retryAfter === true;
    const stuck: unknown[] = [];
    for (const world of worlds) {
      const recovery = recover(exploration, world);
      if (recovery === null) stuck.push(world.chart.value);
      else if (isNamed) counted.namedMs = Math.max(counted.namedMs, recovery.ms);
      else counted.ms = Math.max(counted.ms, recovery.ms);
      expect(recovery?.ms).toBeLessThanOrEqual(boundOf(exploration.model.options, isNamed));
    }
    expect(stuck).toEqual([]);
  });
});

afterAll(() => {
  const { worlds, edges, ms, namedMs } = counted;
  process.stdout.write(`explored: ${worlds} worlds, ${edges} steps between them\n`);
  process.stdout.write(`from each of them to open within ${seconds(ms)}, and ${seconds(namedMs)} with a named delay\n`);
});

describe('the checks of explored worlds', () => {
  const [, , exploration] = EXPLORATIONS[0] as (typeof EXPLORATIONS)[number];
  const worlds = [...exploration.worlds.values()];
  const worldIn = (state: string): World => {
    const found = worlds.find(({ chart }) => chart.value === state);
    if (found === undefined) throw new Error(`no world is ${state}`);
    return found;
  };
  const timer = (id: string): World['timers'][number] => ({ id, at: 1e9, event: { type: 'burst.settled' } });

  test('notice a timer that outlives its state, one in failed, and a wait without a timer', () => {
    const failed = worldIn('failed');
    expect(violationsOf({ ...failed, timers: [timer('xstate.after.throttleRest.throttled')] })).toEqual([
      'a timer in failed',
      'timers whose state is left: xstate.after.throttleRest.throttled',
    ]);
    const throttled = worldIn('throttled');
    expect(violationsOf({ ...throttled, timers: [] })).toEqual([
      'waits without a timer: xstate.after.throttleRest.throttled',
    ]);
  });

  test('notice a chat that cannot come to be open', () => {
    expect(recover(exploration, { ...worldIn('throttled'), timers: [] })).toBe(null);
  });
});
