import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { isInspectable } from '../support/engine-in-use.js';
import { VIRTUAL_TESTS } from '../support/virtual-tests.js';

/** Files that take a quarter of a second and more. */
const LONG = new RegExp(
  [
    'machines/(transitions-|bare-actor)',
    'compiled/',
    'domain/(sorted-texts|redaction|persistent-map)',
    'integration/(scale|draining|calls-while-made|remembering-|redaction-|reentrancy)',
    'faults/(15-|18-|22-|25-)',
  ].join('|'),
);
/** Where a mutant is likely to be noticed at little cost, the likeliest first. */
const ROOMS = ['domain', 'effects', 'registry', 'chat', 'machines', 'integration', 'peers', 'testing', 'faults'];

const cost = ({ moduleId }: TestSpecification): number => {
  const file = moduleId.slice(moduleId.lastIndexOf('/test/') + '/test/'.length);
  const room = ROOMS.indexOf(file.slice(0, file.indexOf('/')));
  return LONG.test(file) ? ROOMS.length : room;
};

/** The first test that fails is a mutant's last: the quick ones are asked first. */
class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => cost(a) - cost(b));
  }
}

/** What breaks `compiled-engine.ts` is noticed by the tests that run on it: with `EVENKEEL_TEST_ENGINE=compiled` all of them do. */
const COMPILED_ENGINE = {
  find: /^.*\/engine\/(xstate-engine|run-on-xstate)\.js$/,
  replacement: fileURLToPath(new URL('../compiled/in-place-of-xstate.ts', import.meta.url)),
};

/** The tests in virtual time alone: a mutant is met by many of them, and each must take milliseconds. */
export default defineConfig({
  resolve: { alias: isInspectable ? [] : [COMPILED_ENGINE] },
  test: {
    include: [...VIRTUAL_TESTS.include, 'test/compiled/compiled-{engine,entry}.test.ts'],
    exclude: VIRTUAL_TESTS.exclude,
    sequence: { sequencer: QuickFirst },
    testTimeout: 30_000,
    isolate: false,
    pool: 'threads',
  },
});
