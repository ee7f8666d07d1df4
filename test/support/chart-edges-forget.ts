import { forgetEdges } from './chart-edges.js';

/** Once, before a run of the tests. */
export const setup = (): void => forgetEdges();
