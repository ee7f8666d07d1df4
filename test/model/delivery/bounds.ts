import { ALL_RULES, type Rules } from './rules.js';
import type { Bounds } from './world.js';

export const ONE_PAGE: Bounds = {
  messages: [1, null],
  window: 2,
  maxLate: 1,
  maxDown: 2,
  snapshots: 'none',
  goesBackLive: true,
  faults: {},
};

export const TWO_PAGES: Bounds = { ...ONE_PAGE, messages: [1, 0], maxDown: 1 };

/** Enough where the log goes back only while no server runs: no connection outlives it. */
export const RULES_OF_STOPPED_SERVERS: Rules = {
  ...ALL_RULES,
  findsRestore: 'never',
  retiresLost: false,
  greetsWithCursor: 'below the head',
};
