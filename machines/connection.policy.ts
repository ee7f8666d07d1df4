import { backoffDelay, DEFAULT_BACKOFF } from '../src/domain/backoff.js';

/**
 * What a registry decides once for all its charts: the time, the chance and the figures of its options. Nothing here is
 * kept in a context. The figures are the options of the same names.
 */
export interface ConnectionPolicy {
  /** Monotonic, ms. */
  now(): number;
  /** Wall clock, ms, for display, and for how long ago an attempt was if the machine has slept since. */
  wallNow(): number;
  /** In [0, 1). */
  random(): number;
  /** The delay before a chat's reconnection attempt `attempt` (from 1), ms; must not throw. */
  backoffMs(attempt: number, chatId: string): number;
  readonly throttleMs: number;
  readonly maxAttempts: number;
  readonly resolveTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** How long the server may take to admit us, ms; null without a greeting. */
  readonly greetingTimeoutMs: number | null;
  readonly stableUptimeMs: number;
  readonly cooldownMs: number;
  readonly lingerMs: number;
  /** How long a probe may go unanswered, ms; null without a heartbeat. */
  readonly probeTimeoutMs: number | null;
  /** How long a probe that a wake signal asks for may go unanswered, ms; null where none is asked for. */
  readonly wakeTimeoutMs: number | null;
}

/** The defaults of the options that the chart knows: durations in ms. */
export const DEFAULT_FIGURES = {
  throttleMs: 2_000,
  maxAttempts: 10,
  resolveTimeoutMs: 10_000,
  connectTimeoutMs: 10_000,
  stableUptimeMs: 30_000,
  cooldownMs: 60_000,
  lingerMs: 10_000,
} as const;

/** Default figures, no greeting, no heartbeat, the platform's clock and chance, looked up when they are asked. */
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
