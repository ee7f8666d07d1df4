import type { Clock } from '../contract/clock.js';
import type { Moment } from '../domain/moment.js';

const WALL_READ_MS = 1_000;

/** A time stamp that is further from the clock than this, when the opening is told of, is of another clock. */
const SAME_CLOCK_MS = 1_000;

/**
 * When a connection was last alive, on both clocks. A frame costs the reading of one at most (ME1): where time stamps of
 * events are of it, none. The other's lead over it is read once a second at most, so that on it this is too early by the sleep
 * of a machine since then.
 */
export class SignOfLife {
  readonly #clock: Required<Clock>;
  #hasStamps = false;
  #at = 0;
  #wallLeadMs = 0;
  #wallReadAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Required<Clock>) {
    this.#clock = clock;
  }

  /** Monotonic. */
  get at(): number {
    return this.#at;
  }

  get moment(): Moment {
    return { at: this.#at, wallAt: this.#at + this.#wallLeadMs };
  }

  /** It has opened. `timeStamp` is the event's, if it may be of the monotonic clock. */
  begin(timeStamp?: number): void {
    this.#hasStamps = typeof timeStamp === 'number' && Math.abs(this.#clock.now() - timeStamp) < SAME_CLOCK_MS;
    this.note(timeStamp);
  }

  /** A frame came. */
  note(timeStamp?: number): void {
    const now = this.#hasStamps && typeof timeStamp === 'number' ? timeStamp : this.#clock.now();
    this.#at = now;
    if (now - this.#wallReadAt < WALL_READ_MS) return;
    this.#wallReadAt = now;
    this.#wallLeadMs = this.#clock.wallNow() - now;
  }
}
