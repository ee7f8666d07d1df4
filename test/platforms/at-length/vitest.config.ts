import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** The platforms that `npm test` does not install; `npm run test:engines -- platforms` runs these. */
export default defineConfig({
  test: {
    root: join(import.meta.dirname, '../../..'),
    include: ['test/platforms/at-length/*.test.ts'],
    globalSetup: ['test/platforms/at-length/installed.ts'],
    testTimeout: 120_000,
  },
});
