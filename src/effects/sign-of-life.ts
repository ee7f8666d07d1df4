import type { Clock } from '../contract/clock.js';
import type { Moment } from '../domain/moment.js';

const WALL_READ_MS = 1_000;

/** If a time stamp differs more than this from the clock when the opening is reported, it is from another clock. */
const SAME_CLOCK_MS = 1_000;

/**
 * When a connection was last alive, on both clocks. A frame costs at most one clock reading (ME1), and none if its event has
 * a usable time stamp. The difference between the clocks is read at most once a second, so the wall time can be too early by
 * a sleep of the machine since then.
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

  /** The connection has opened. `timeStamp` is that of the event, if it may be from the monotonic clock. */
  begin(timeStamp?: number): void {
    this.#hasStamps = typeof timeStamp === 'number' && Math.abs(this.#clock.now() - timeStamp) < SAME_CLOCK_MS;
    this.note(timeStamp);
  }

  /** A frame arrived. */
  note(timeStamp?: number): void {
    const now = this.#hasStamps && typeof timeStamp === 'number' ? timeStamp : this.#clock.now();
    this.#at = now;
    if (now - this.#wallReadAt < WALL_READ_MS) return;
    this.#wallReadAt = now;
    this.#wallLeadMs = this.#clock.wallNow() - now;
  }
}
