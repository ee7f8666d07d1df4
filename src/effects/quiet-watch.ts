import type { Clock, Timer } from '../contract/clock.js';
import type { SignOfLife } from './sign-of-life.js';

/** Which silence is watched, and for how long. */
export interface Quiet {
  readonly intervalMs: number;
  readonly silence: 'inbound' | 'outbound' | 'either';
}

/** Waits for a silence that requires a ping (LI1). Traffic is only recorded, so it costs no timer (ME1). */
export class QuietWatch {
  readonly #clock: Clock;
  readonly #quiet: Quiet;
  readonly #lastAlive: SignOfLife;
  readonly #wentQuiet: () => void;
  #lastSentAt = Number.NEGATIVE_INFINITY;
  #startedAt = 0;
  /** How long the wait lasts without traffic. */
  #spanMs: number;
  #timer: Timer;
  /**
   * In a hidden page, Chromium fires timers that each set the next one only once a minute. A frame or a message starts a new
   * chain.
   */
  #isChained = false;

  /** The first silence lasts `firstMs`. */
  constructor(clock: Clock, quiet: Quiet, firstMs: number, lastAlive: SignOfLife, wentQuiet: () => void) {
    this.#clock = clock;
    this.#quiet = quiet;
    this.#spanMs = firstMs;
    this.#lastAlive = lastAlive;
    this.#wentQuiet = wentQuiet;
  }

  start(): void {
    this.#startedAt = this.#clock.now();
    this.#arm(this.#spanMs);
  }

  stop(): void {
    this.#isChained = false;
    this.#clock.clearTimeout(this.#timer);
    this.#spanMs = this.#quiet.intervalMs;
  }

  /** A frame arrived and was recorded. */
  heard(): void {
    if (this.#isChained) this.#arm(this.#restMs);
  }

  /** A message was sent. */
  sent(): void {
    if (this.#quiet.silence === 'inbound') return;
    this.#lastSentAt = this.#clock.now();
    this.heard();
  }

  get #restMs(): number {
    const { intervalMs, silence } = this.#quiet;
    const { at: aliveAt } = this.#lastAlive;
    const sentAt = this.#lastSentAt;
    const brokenAt = { inbound: aliveAt, outbound: sentAt, either: Math.min(aliveAt, sentAt) }[silence];
    const endsAt = brokenAt > this.#startedAt ? brokenAt + intervalMs : this.#startedAt + this.#spanMs;
    return Math.max(0, endsAt - this.#clock.now());
  }

  #arm(delayMs: number): void {
    this.#isChained = false;
    this.#clock.clearTimeout(this.#timer);
    this.#timer = this.#clock.setTimeout(() => this.#check(), delayMs);
  }

  #check(): void {
    const restMs = this.#restMs;
    // Sums of fractions are rounded: the wait would never end if the rest is too small for a clock to add.
    if (restMs < 1) return this.#wentQuiet();
    this.#arm(restMs);
    this.#isChained = true;
  }
}
