/**
 * A moment, noted on both clocks. On most systems the monotonic one stands still while the machine sleeps, and the wall
 * clock can be set: where it matters how old a thing is to the world, each makes up for what the other does not see.
 */
export interface Moment {
  /** Monotonic, ms. */
  readonly at: number;
  /** Wall clock, ms. */
  readonly wallAt: number;
}

/** The two clocks that say what time it is. */
export interface Clocks {
  now(): number;
  wallNow(): number;
}

/** This moment. */
export const presentOf = (clocks: Clocks): Moment => ({ at: clocks.now(), wallAt: clocks.wallNow() });

/** `ms` after a moment, on each clock. */
export const laterBy = ({ at, wallAt }: Moment, ms: number): Moment => ({ at: at + ms, wallAt: wallAt + ms });

/** From one moment to another: the larger of the gaps, so that it is never less than what passed while awake. */
export const gapMs = (from: Moment, to: Moment): number => Math.max(to.at - from.at, to.wallAt - from.wallAt);
