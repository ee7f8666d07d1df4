import { forgetOutcomes } from '../compiled/outcomes-taken.js';
import { forgetEdges } from './chart-edges.js';

/** Once, before a run of the tests. */
export const setup = (): void => {
  forgetEdges();
  forgetOutcomes();
};
