/** How a socket closed, as its `close` event says. */
export interface CloseInfo {
  /** 1006 where the connection broke, and 1005 where the peer's Close named none. */
  readonly code: number;
  readonly reason: string;
  /** Whether both ends said Close. */
  readonly wasClean: boolean;
}

/**
 * What a close means for a chat that is still wanted (RE5).
 *
 * - `retry`: an ordinary failure.
 * - `retry-twice`: an ordinary failure, but the third in a row is fatal.
 * - `refresh`: ask for a new address and attempt at once.
 * - `fatal`: never retry.
 * - `{ retryAfterMs }`: retry, but not before; null means that the server named no delay.
 */
export type Verdict = 'retry' | 'retry-twice' | 'refresh' | 'fatal' | { readonly retryAfterMs: number | null };

/**
 * Codes that are not listed are retried. Of RFC 6455 and the IANA registry these are 1000 (the chat is still wanted), 1001 and
 * 1012 (the server restarts), 1003, 1007 and 1009 (about one message), 1004 to 1006 (they say nothing), 1011 and 1014 (the
 * server expects to recover) and 1015 (certificates are renewed, captive portals are left); and private ones, and those no one
 * may send (999, 5000).
 */
const VERDICTS: ReadonlyMap<number, Exclude<Verdict, object | 'retry'> | 'hold-off'> = new Map([
  // RFC 6455, section 7.4.1, and the IANA registry of close codes.
  [1002, 'retry-twice'], // Protocol Error: a corrupted frame passes, a disagreement of the two ends does not.
  [1008, 'refresh'], // Policy Violation: what many gateways send for a token that is no longer good.
  [1010, 'fatal'], // Mandatory Extension: the server will lack it next time too.
  [1013, 'hold-off'], // Try Again Later: overload; an early return makes it worse.
  // The gateway's own, after the HTTP status of the same meaning.
  [4400, 'fatal'], // Bad Request: the same address would be as bad again.
  [4401, 'refresh'], // Unauthorized: a new token may be accepted.
  [4403, 'fatal'], // Forbidden: the token is good, its owner is not allowed in.
  [4404, 'fatal'], // Not Found: there is no such chat.
  [4409, 'fatal'], // Conflict: another connection took over; returning would take over from it in turn.
  [4410, 'fatal'], // Gone: the chat was deleted.
  [4429, 'hold-off'], // Too Many Requests.
  [4503, 'hold-off'], // Service Unavailable.
]);

/** The verdict of RE5's table; it depends on nothing but the close. */
export function classifyClose(close: CloseInfo): Verdict {
  const verdict = VERDICTS.get(close.code) ?? 'retry';
  return verdict === 'hold-off' ? { retryAfterMs: namedDelayMs(close.reason) } : verdict;
}

/** Whole seconds as in HTTP's Retry-After; a fraction, a sign or a unit makes it unreadable, hence not named. */
const RETRY_AFTER = /(?:^|[^\w-])retry-after=(\d+)(?!\.?\d|\w)/i;

function namedDelayMs(reason: string): number | null {
  const seconds = RETRY_AFTER.exec(reason)?.[1];
  return seconds === undefined ? null : Number(seconds) * 1_000;
}
