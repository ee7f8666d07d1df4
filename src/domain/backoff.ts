/** How long to wait before a reconnection attempt. All durations are milliseconds. */
export interface BackoffOptions {
  /** Upper bound of the first delay, which is uniform in [0, firstMs). */
  readonly firstMs: number;
  /** The base that doubles: the k-th delay is at most baseMs · 2^(k−1). */
  readonly baseMs: number;
  /** Upper bound of every delay except the first. */
  readonly maxMs: number;
}

export const DEFAULT_BACKOFF: BackoffOptions = Object.freeze({ firstMs: 3_000, baseMs: 2_000, maxMs: 30_000 });

/** 2^1023 is the largest finite power of two. With Infinity, a base of 0 would give NaN, and a timer of NaN fires at once. */
const MAX_EXPONENT = 1_023;

/**
 * The delay before reconnection attempt `attempt`, counted from 1 (RE2). The first delay is spread from zero, so that most
 * chats return quickly after a short interruption. The later ones keep half of their delay fixed: with full jitter, most
 * clients would use up their budget before a gateway returns that was away for minutes.
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
 * The delay after a server asked clients to wait (RE5). `namedMs` is the delay that the server named, null for none;
 * anything that is not a number of milliseconds counts as none. The jitter keeps clients that got the same delay from
 * returning together.
 */
export function holdOffDelay(namedMs: number | null, backoffMs: number, random: () => number): number {
  const isNamed = namedMs !== null && namedMs >= 0;
  const askedMs = isNamed ? namedMs : Math.max(backoffMs, MIN_UNNAMED_HOLD_OFF_MS);
  return Math.min(askedMs, MAX_HOLD_OFF_MS) * (1 + random() * HOLD_OFF_SPREAD);
}
