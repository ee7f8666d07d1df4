import { runOnTable } from '../../src/engine/run-on-table.js';

/** Tests of the library are run on the other engine by this module in place of XState's. */
export { createCompiledEngine as createXstateEngine } from '../../src/engine/compiled-engine.js';
export const runOnXstate = () => runOnTable;
