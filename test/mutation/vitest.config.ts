import { defineConfig } from 'vitest/config';

/** The tests in virtual time alone: a mutant is met by many of them, and each must take milliseconds. */
export default defineConfig({
  test: {
    include: ['test/{domain,effects,integration,machines,peers,testing}/**/*.test.ts', 'test/faults/*.test.ts'],
    exclude: [
      'test/integration/real-server-*.test.ts',
      'test/testing/socket-contract.test.ts',
      ...[
        '01',
        '02',
        '03',
        '04',
        '07-late',
        '08',
        '09',
        '10',
        '11',
        '13-black',
        '14-dead',
        '15-real',
        '16-sleeping',
      ].map((row) => `test/faults/${row}*.test.ts`),
      // Long in virtual time, and about what others are about.
      'test/faults/15-flapping-network.test.ts',
      ...['20', '21-large', '23', '26'].map((row) => `test/faults/${row}*.test.ts`),
    ],
    isolate: false,
    pool: 'threads',
  },
});
