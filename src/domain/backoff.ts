/** How long to wait before a reconnection attempt. All durations are milliseconds. */
export interface BackoffOptions {
  /** Upper bound of the first delay, which is uniform in [0, firstMs). */
  readonly firstMs: number;
  /** What doubles: the k-th delay is at most baseMs · 2^(k−1). */
  readonly baseMs: number;
  /** Upper bound of every delay but the first. */
  readonly maxMs: number;
}

export const DEFAULT_BACKOFF: BackoffOptions = Object.freeze({ firstMs: 3_000, baseMs: 2_000, maxMs: 30_000 });

/** 2^1023 is the largest finite power of two; with Infinity a base of 0 would give NaN, and a timer of NaN fires at once. */
const MAX_EXPONENT = 1_023;

/**
 * The delay before reconnection attempt `attempt`, counted from 1 (RE2). The first is spread from zero, so that most
 * chats return quickly from a short cut; the others keep half of their delay fixed: with full jitter most clients
 * would spend their budget before a gateway that was away for minutes is back.
 */
export function backoffDelay(attempt: number, random: () => number, options: BackoffOptions): number {
  if (attempt <= 1) return random() * options.firstMs;
  const delayMs = Math.min(options.maxMs, options.baseMs * 2 ** Math.min(attempt - 1, MAX_EXPONENT));
  return delayMs / 2 + random() * (delayMs / 2);
}

const MIN_UNNAMED_HOLD_OFF_MS = 15_000;
const MAX_HOLD_OFF_MS = 3_600_000;
const HOLD_OFF_SPREAD = 0.1;

/**
 * The delay after a server asked for patience (RE5). `namedMs` is the one it named, null if it named none; one that is
 * no number of milliseconds counts as none. The spread keeps clients that were told the same delay from returning together.
 */
export function holdOffDelay(namedMs: number | null, backoffMs: number, random: () => number): number {
  const isNamed = namedMs !== null && namedMs >= 0;
  const askedMs = isNamed ? namedMs : Math.max(backoffMs, MIN_UNNAMED_HOLD_OFF_MS);
  return Math.min(askedMs, MAX_HOLD_OFF_MS) * (1 + random() * HOLD_OFF_SPREAD);
}
