/** How a socket closed, according to its `close` event. */
export interface CloseInfo {
  /** 1006 if the connection broke, 1005 if the peer's Close frame had no code. */
  readonly code: number;
  readonly reason: string;
  /** Whether both ends sent a Close frame. */
  readonly wasClean: boolean;
}

/**
 * What a close means for a chat that is still wanted (RE5).
 *
 * - `retry`: an ordinary failure.
 * - `retry-twice`: an ordinary failure, but the third in a row is fatal.
 * - `refresh`: get a new address and make an attempt at once.
 * - `fatal`: never retry.
 * - `{ retryAfterMs }`: retry, but not before this delay; null means that the server named no delay.
 */
export type Verdict = 'retry' | 'retry-twice' | 'refresh' | 'fatal' | { readonly retryAfterMs: number | null };

/**
 * Codes that are not listed are retried. In RFC 6455 and the IANA registry these are 1000 (the chat is still wanted), 1001
 * and 1012 (the server restarts), 1003, 1007 and 1009 (about one message), 1004 to 1006 (no information), 1011 and 1014 (the
 * server expects to recover) and 1015 (certificates are renewed, and people leave captive portals). Private codes and codes
 * that nobody may send (999, 5000) are retried too.
 */
const VERDICTS: ReadonlyMap<number, Exclude<Verdict, object | 'retry'> | 'hold-off'> = new Map([
  // RFC 6455, section 7.4.1, and the IANA registry of close codes.
  [1002, 'retry-twice'], // Protocol Error: a corrupted frame is temporary, a disagreement between the two ends is not.
  [1008, 'refresh'], // Policy Violation: many gateways send it for an expired token.
  [1010, 'fatal'], // Mandatory Extension: the server will not have it next time either.
  [1013, 'hold-off'], // Try Again Later: the server is overloaded; returning early makes it worse.
  // The gateway's own codes, named after the HTTP status with the same meaning.
  [4400, 'fatal'], // Bad Request: the same address would be just as bad again.
  [4401, 'refresh'], // Unauthorized: a new token may be accepted.
  [4403, 'fatal'], // Forbidden: the token is valid, but its owner has no access.
  [4404, 'fatal'], // Not Found: there is no such chat.
  [4409, 'fatal'], // Conflict: another connection took over; a return would take over from it again.
  [4410, 'fatal'], // Gone: the chat was deleted.
  [4429, 'hold-off'], // Too Many Requests.
  [4503, 'hold-off'], // Service Unavailable.
]);

/** The verdict of RE5's table; depends only on the close. */
export function classifyClose(close: CloseInfo): Verdict {
  const verdict = VERDICTS.get(close.code) ?? 'retry';
  return verdict === 'hold-off' ? { retryAfterMs: namedDelayMs(close.reason) } : verdict;
}

/** Whole seconds as in HTTP's Retry-After. With a fraction, a sign or a unit it is unreadable, and so counts as not named. */
const RETRY_AFTER = /(?:^|[^\w-])retry-after=(\d+)(?!\.?\d|\w)/i;

function namedDelayMs(reason: string): number | null {
  const seconds = RETRY_AFTER.exec(reason)?.[1];
  return seconds === undefined ? null : Number(seconds) * 1_000;
}
