import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MUTANT_NAMES, MUTANTS } from '../histories/mutants.js';
import { type Happening, happening, wrongAfter } from './histories.js';

/** `HISTORY_RUNS=5000` looks longer, `HISTORY_SEED=…` looks elsewhere. */
const RUNS = Number(process.env['HISTORY_RUNS'] ?? 100);
const SEED = Number(process.env['HISTORY_SEED'] ?? 20261129);

/** A backup is restored, and its log grows to where it was before the clients come back: rare by chance. */
const REPLACED: Happening[] = [
  { type: 'passes', ms: 9_000 },
  { type: 'is backed up' },
  { type: 'publishes' },
  { type: 'passes', ms: 20 },
  { type: 'is restored' },
  { type: 'publishes' },
  { type: 'passes', ms: 40_000 },
];

/** An older backup is restored after a newer one, which had a message that it lacks. */
const RESTORED_FURTHER: Happening[] = [
  { type: 'passes', ms: 9_000 },
  { type: 'sends', client: 0 },
  { type: 'passes', ms: 700 },
  { type: 'is backed up' },
  { type: 'sends', client: 0 },
  { type: 'passes', ms: 700 },
  { type: 'is restored' },
  { type: 'passes', ms: 40_000 },
  { type: 'is restored further' },
];

describe('two clients and a server, whatever happens to them', () => {
  it('[PS6, PS7, PC1, PC3, PC4, PC5, PC7, PC8] lose nothing, double nothing, and see the log', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 5, maxLength: 40 }), async (happenings) => {
        expect(await wrongAfter(happenings)).toEqual([]);
      }),
      { numRuns: RUNS, seed: SEED, examples: [[REPLACED], [RESTORED_FURTHER]] },
    );
  }, 3_600_000);
});

describe('a server that breaks a rule is caught', () => {
  it.each(MUTANT_NAMES)('%s', async (name) => {
    const check = await fc.check(
      fc.asyncProperty(fc.array(happening, { minLength: 5, maxLength: 40 }), async (happenings) => {
        expect(await wrongAfter(happenings, MUTANTS[name])).toEqual([]);
      }),
      { numRuns: 300, seed: SEED, endOnFailure: true, examples: [[REPLACED]] },
    );
    expect(check.failed).toBe(true);
  });
});
