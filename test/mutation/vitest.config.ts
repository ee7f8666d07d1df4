import { defineConfig } from 'vitest/config';
import { VIRTUAL_TESTS } from '../support/virtual-tests.js';

/** The tests in virtual time alone: a mutant is met by many of them, and each must take milliseconds. */
export default defineConfig({
  test: {
    include: VIRTUAL_TESTS.include,
    // The last is long in virtual time, and about what others are about.
    exclude: [...VIRTUAL_TESTS.exclude, 'test/faults/15-flapping-network.test.ts'],
    testTimeout: 30_000,
    isolate: false,
    pool: 'threads',
  },
});
