import { expect, it } from 'vitest';
import { sizesOfTheCore } from './rows/07-size.js';

/** kB by gzip. The goals are 10 and 23; what was measured, and why it is more, is in docs/benchmarks.md. */
const BUDGET = { own: 20.8, whole: 33.9 };

it('what an import of createChatConnections adds to a page stays within its budget', async () => {
  const { own, whole } = await sizesOfTheCore();
  expect(own.gzip).toBeLessThanOrEqual(BUDGET.own);
  expect(whole.gzip).toBeLessThanOrEqual(BUDGET.whole);
  // A bundle that lacks something would be within it too.
  expect(own.gzip).toBeGreaterThan(BUDGET.own / 2);
});
