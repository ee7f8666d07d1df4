import type { ChatConnectionsOptions } from '../../src/index.js';

/** Options of a session's own that are to be left out: undefined counts as that, though the compiler refuses it. */
export const leftOut = (...names: (keyof ChatConnectionsOptions)[]): object =>
  Object.fromEntries(names.map((name) => [name, undefined]));
