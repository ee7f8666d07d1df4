import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** The servers that `npm test` does not install; `npm run test:engines -- protocols` runs these. */
export default defineConfig({
  test: {
    root: join(import.meta.dirname, '../../..'),
    include: ['test/protocols/at-length/*.test.ts'],
    globalSetup: ['test/protocols/at-length/programs.ts'],
    // RabbitMQ takes its time to start.
    testTimeout: 60_000,
  },
});
