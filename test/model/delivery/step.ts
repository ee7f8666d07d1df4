import type { Rules } from './rules.js';
import type { Bounds, PageId, World } from './world.js';

export const GOOD_STEPS = [
  'page receives',
  'server closes a connection that it told more',
  'server serves',
  'server sends an event',
  'page goes on from the head',
  'page ends a snapshot',
  'page sends',
  'page connects',
  'page names a sender',
  'page adopts',
  'page starts',
  'page gives up',
] as const;
export const OTHER_STEPS = [
  'page begins a snapshot',
  'page types',
  'page types what is refused',
  'page cancels',
  'page says hello again',
  'server refuses',
  'server serves late',
  'server refuses late',
  'server closes a late connection',
  'late frames are lost',
  'connection is cut',
  'connection is cut, frames still arrive',
  'page dies',
  'page dies, frames still arrive',
  'page dies, a settlement was not stored',
  'server is killed',
  'server is backed up',
  'backup is restored',
  'backup is restored under living connections',
  'log is begun anew',
  'log is begun anew under living connections',
  'log is trimmed',
  'backend publishes',
] as const;
export type StepKind = (typeof GOOD_STEPS)[number] | (typeof OTHER_STEPS)[number];

export interface Step {
  readonly kind: StepKind;
  /** A page, a sender, a number: what it is done to. */
  readonly what: string;
  readonly next: World;
}

export interface Model {
  readonly bounds: Bounds;
  readonly rules: Rules;
}

export const PAGES: readonly PageId[] = [0, 1];
