import { defineConfig } from 'vitest/config';

/** The package at length: `npm run test:package`. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    include: ['test/package/**/*.test.ts'],
    // at-length/types.test.ts has the same, in every combination.
    exclude: ['test/package/types.test.ts'],
    globalSetup: ['test/support/shared-builds.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
