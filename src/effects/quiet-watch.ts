import type { Clock, Timer } from '../contract/clock.js';
import type { SignOfLife } from './sign-of-life.js';

/** Which silence is watched, and for how long. */
export interface Quiet {
  readonly intervalMs: number;
  readonly silence: 'inbound' | 'outbound' | 'either';
}

/** Waits for a silence that asks for a ping (LI1). What breaks it is only noted, so that it costs no timer (ME1). */
export class QuietWatch {
  readonly #clock: Clock;
  readonly #quiet: Quiet;
  readonly #lastAlive: SignOfLife;
  readonly #wentQuiet: () => void;
  #lastSentAt = Number.NEGATIVE_INFINITY;
  #startedAt = 0;
  /** How long it takes if nothing breaks it. */
  #spanMs: number;
  #timer: Timer;
  /** Of timers that each set the next one, Chromium fires a hidden page's once a minute: a frame or a message begins another chain. */
  #isChained = false;

  /** The first silence is of `firstMs`. */
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

  /** A frame came, and was noted. */
  heard(): void {
    if (this.#isChained) this.#arm(this.#restMs);
  }

  /** A message was handed over. */
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
    // Sums of fractions are rounded: a rest that no clock can add would never end.
    if (restMs < 1) return this.#wentQuiet();
    this.#arm(restMs);
    this.#isChained = true;
  }
}
