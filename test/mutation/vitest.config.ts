import { defineConfig } from 'vitest/config';
import { VIRTUAL_TESTS } from '../support/virtual-tests.js';

/** The tests in virtual time alone: a mutant is met by many of them, and each must take milliseconds. */
export default defineConfig({
  test: {
    include: [...VIRTUAL_TESTS.include, 'test/compiled/compiled-{engine,entry}.test.ts'],
    // The last are long, so that thousands of mutants could not meet them.
    exclude: [
      ...VIRTUAL_TESTS.exclude,
      'test/faults/15-flapping-network.test.ts',
      'test/integration/calls-while-made.test.ts',
      'test/integration/scale.test.ts',
    ],
    testTimeout: 30_000,
    isolate: false,
    pool: 'threads',
  },
});
