import { expect, it } from 'vitest';
import { type Schedule, scheduleOf } from './faults.js';
import { graphqlWs } from './graphql.js';
import { own } from './own.js';
import { runThrough } from './run.js';

const NONE = { lost: 0, doubled: 0, outOfOrder: 0 };

/** Of the peers the one that every clone has. */
const peer = graphqlWs(false);

it('a run finds what a client loses and doubles, and nothing where there is nothing', async () => {
  const schedule: Schedule = { totalMs: 1_500, faults: [{ atMs: 300, fault: { kind: 'unacknowledged', ms: 300 } }] };
  const [ours, theirs] = await runThrough([own, peer], { schedule, everyMs: 20, peaceMs: 45_000, quietMs: 6_000 });
  expect(ours).toMatchObject({ sent: NONE, received: NONE });
  // The one message that the server had taken unheard is sent again; what was said without it is gone.
  expect(theirs?.sent).toEqual({ ...NONE, doubled: 1 });
  expect(theirs?.received.lost).toBeGreaterThan(0);
}, 60_000);

it('the same seed makes the same schedule of ten minutes, another seed another one, without two faults at once', () => {
  const { totalMs, faults } = scheduleOf('full', 1);
  expect(totalMs).toBe(600_000);
  expect(scheduleOf('full', 1).faults).toEqual(faults);
  expect(scheduleOf('full', 2).faults).not.toEqual(faults);
  const ends = faults.map(({ atMs, fault }) => atMs + fault.ms);
  for (const [index, { atMs }] of faults.entries()) expect(atMs).toBeGreaterThan(ends[index - 1] ?? 0);
  expect(ends.at(-1)).toBeLessThan(totalMs);
  // Longer than Socket.IO remembers.
  expect(Math.max(...faults.map(({ fault }) => fault.ms))).toBeGreaterThan(120_000);
});
