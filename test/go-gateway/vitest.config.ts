import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** The Go gateway, which `npm test` does not build; `npm run test:engines -- go` runs these. */
export default defineConfig({
  test: {
    root: join(import.meta.dirname, '../..'),
    include: ['test/go-gateway/*.test.ts'],
    globalSetup: ['test/go-gateway/go-program.ts'],
    testTimeout: 60_000,
  },
});
