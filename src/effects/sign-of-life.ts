import type { Clock } from '../contract/clock.js';
import type { Moment } from '../domain/moment.js';

const WALL_READ_MS = 1_000;

/**
 * When a connection was last alive, on both clocks. A frame costs one reading of one (ME1): the other's lead over it is
 * read once a second at most, so that on it this is too early by the sleep of a machine since then.
 */
export class SignOfLife {
  readonly #clock: Required<Clock>;
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

  note(): void {
    const now = this.#clock.now();
    this.#at = now;
    if (now - this.#wallReadAt < WALL_READ_MS) return;
    this.#wallReadAt = now;
    this.#wallLeadMs = this.#clock.wallNow() - now;
  }
}
