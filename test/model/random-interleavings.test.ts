import { expect, test } from 'vitest';
import { exploreInterleavings } from './random-interleavings.js';
import { searchOf } from './random-search.js';

const BUDGET_MS = 1_500;

test('[SE4, AT1, AT2, AT3, AT5, AT7, ME3, SD2, SD3, EN1] hold in whichever order wishes, addresses, socket events and time come', async () => {
  const { interleavings, report } = await exploreInterleavings(searchOf(BUDGET_MS));
  process.stdout.write(`${interleavings} interleavings\n`);
  expect(report).toBe('');
  expect(interleavings).toBeGreaterThan(0);
}, 120_000);
