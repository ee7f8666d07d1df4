/** The environment variable that names the folder in which the benchmarks have built the package. */
export const BUILT = 'EVENKEEL_BUILT';

const folder = process.env[BUILT];

/** The library as its users get it; its sources, where nothing was built. */
export const { createChatConnections } = (await import(
  folder === undefined ? '../../src/index.js' : `${folder}/dist/src/index.js`
)) as typeof import('../../src/index.js');

/** The same chart without XState. */
export const COMPILED = 'evenkeel/compiled';

const compiled = (await import(
  folder === undefined ? '../../src/compiled.js' : `${folder}/dist/src/compiled.js`
)) as typeof import('../../src/compiled.js');

/** By which a subject that is ours, with whatever its name says beside the entry, is made. */
export const createOwn = (name: string): typeof compiled.createChatConnections =>
  name.startsWith(COMPILED) ? compiled.createChatConnections : createChatConnections;
