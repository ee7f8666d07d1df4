import { backoffDelay, DEFAULT_BACKOFF } from '../src/domain/backoff.js';

/**
 * What a registry decides once for all its charts: the clock, the randomness and the figures of its options. None of it is
 * kept in a context. The figures are the options of the same names.
 */
export interface ConnectionPolicy {
  /** Monotonic, ms. */
  now(): number;
  /** Wall clock, ms: for display, and for the age of an attempt if the machine has slept since. */
  wallNow(): number;
  /** In [0, 1). */
  random(): number;
  /** The delay before a chat's reconnection attempt `attempt` (from 1), ms; must not throw. */
  backoffMs(attempt: number, chatId: string): number;
  readonly throttleMs: number;
  readonly maxAttempts: number;
  readonly resolveTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** How long the server may take to send the welcome, ms; null without a greeting. */
  readonly greetingTimeoutMs: number | null;
  readonly stableUptimeMs: number;
  readonly cooldownMs: number;
  readonly lingerMs: number;
  /** How long a probe may stay unanswered, ms; null without a heartbeat. */
  readonly probeTimeoutMs: number | null;
  /** How long a probe may stay unanswered after a wake signal, ms; null if a wake signal starts no probe. */
  readonly wakeTimeoutMs: number | null;
}

/** The defaults of the options that the chart uses; durations in ms. */
export const DEFAULT_FIGURES = {
  throttleMs: 2_000,
  maxAttempts: 10,
  resolveTimeoutMs: 10_000,
  connectTimeoutMs: 10_000,
  stableUptimeMs: 30_000,
  cooldownMs: 60_000,
  lingerMs: 10_000,
} as const;

/** Default figures, no greeting, no heartbeat, and the platform's clock and randomness, looked up when they are used. */
export const defaultPolicy: ConnectionPolicy = {
  ...DEFAULT_FIGURES,
  greetingTimeoutMs: null,
  probeTimeoutMs: null,
  wakeTimeoutMs: null,
  now: () => performance.now(),
  wallNow: () => Date.now(),
  random: () => Math.random(),
  backoffMs: (attempt) => backoffDelay(attempt, Math.random, DEFAULT_BACKOFF),
};
