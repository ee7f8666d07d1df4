/**
 * A moment, recorded on both clocks. On most systems the monotonic clock stands still while the machine sleeps, and the wall
 * clock can be set. Where real age matters, each clock makes up for the weakness of the other.
 */
export interface Moment {
  /** Monotonic, ms. */
  readonly at: number;
  /** Wall clock, ms. */
  readonly wallAt: number;
}

/** The two clocks. */
export interface Clocks {
  now(): number;
  wallNow(): number;
}

/** The current moment. */
export const presentOf = (clocks: Clocks): Moment => ({ at: clocks.now(), wallAt: clocks.wallNow() });

/** `ms` after a moment, on each clock. */
export const laterBy = ({ at, wallAt }: Moment, ms: number): Moment => ({ at: at + ms, wallAt: wallAt + ms });

/** The time between two moments: the larger of the two gaps, so it is never less than the time spent awake. */
export const gapMs = (from: Moment, to: Moment): number => Math.max(to.at - from.at, to.wallAt - from.wallAt);
