import { exploreConnection } from '../../src/testing/paths/explore-connection.js';
import { FEATURE_SETS } from './feature-sets.js';

/** Each set of features with all the worlds that its steps reach: made once for all files of tests in a process. */
export const EXPLORATIONS = FEATURE_SETS.map(
  ([name, features]) => [name, features, exploreConnection(features)] as const,
);
