/** The environment variable that names the folder in which the benchmarks have built the package. */
export const BUILT = 'EVENKEEL_BUILT';

const folder = process.env[BUILT];

/** The library as its users get it; its sources, where nothing was built. */
export const { createChatConnections } = (await import(
  folder === undefined ? '../../src/index.js' : `${folder}/dist/src/index.js`
)) as typeof import('../../src/index.js');
