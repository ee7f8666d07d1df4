import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { REAL_TESTS, VIRTUAL_TESTS } from './test/support/virtual-tests.js';

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const COMPILED_ENGINE = pathOf('test/compiled/in-place-of-xstate.ts');
const COUNTED_TABLE = pathOf('test/compiled/counted-table.ts');
const FORGETTING_EDGES = 'test/support/chart-edges-forget.ts';
const KEPT_BROWSERS = 'test/browser/kept-browsers.ts';
const SHARED_BUILDS = 'test/support/shared-builds.ts';
// Each file of tests leaves nothing behind, and so all that a worker runs share one world of modules: it is loaded once.
const ONE_WORLD = { isolate: false };
// Nothing waits for this long; a busy machine takes its time.
const PATIENT = { testTimeout: 30_000, hookTimeout: 30_000 };

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: { name: 'virtual', ...VIRTUAL_TESTS, ...ONE_WORLD, ...PATIENT, globalSetup: [FORGETTING_EDGES] },
      },
      {
        // The same tests on the other engine, and the model's over fake sockets and real ones.
        resolve: {
          alias: [
            { find: /^.*\/engine\/(xstate-engine|run-on-xstate)\.js$/, replacement: COMPILED_ENGINE },
            { find: /^\.\/compiled-table\.js$/, replacement: COUNTED_TABLE },
          ],
        },
        test: {
          name: 'compiled',
          env: { EVENKEEL_TEST_ENGINE: 'compiled' },
          include: [
            ...VIRTUAL_TESTS.include,
            'test/model/{replay,delivery-replay,random-walks,random-interleavings,walk-found}.test.ts',
          ],
          exclude: VIRTUAL_TESTS.exclude,
          setupFiles: ['test/compiled/keep-outcomes.ts'],
          ...ONE_WORLD,
          ...PATIENT,
          globalSetup: [FORGETTING_EDGES],
        },
      },
      {
        test: {
          name: 'real',
          ...REAL_TESTS,
          ...ONE_WORLD,
          ...PATIENT,
          globalSetup: [FORGETTING_EDGES, SHARED_BUILDS],
        },
      },
      {
        test: {
          name: 'browser',
          ...ONE_WORLD,
          globalSetup: [SHARED_BUILDS, KEPT_BROWSERS],
          // After the others: browsers are work enough, and the paths to lead them along are made by then.
          sequence: { groupOrder: 1 },
          // One more than there are processors: these tests mostly wait.
          maxWorkers: 3,
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // Real browsers in real time on a machine that others use: once more tells a moment from a fault, and is reported.
          retry: 1,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['machines/**/*.ts', 'src/**/*.ts'],
      // What needs a document or IndexedDB is tested in Chromium (test/browser). What judges servers is tested by servers that break
      // a duty each (test/conformance), and its command line as a process of its own. None of these is counted here.
      exclude: [
        'test/**',
        'docs/**',
        'src/bindings/**',
        'src/inspect/viewer/**',
        'src/inspect/page/panel*.ts',
        'src/delivery/{indexed-db-outbox,outbox-{database,error,platform,storage,tenure,works}}.ts',
        'src/conformance/**',
      ],
      thresholds: { lines: 95, branches: 95 },
      reporter: ['text', 'json-summary'],
    },
  },
});
