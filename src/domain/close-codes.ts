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

/** Codes that are not listed, private ones and those no one may send (999, 5000) included, are retried. */
const VERDICTS: ReadonlyMap<number, Exclude<Verdict, object> | 'hold-off'> = new Map([
  // RFC 6455, section 7.4.1, and the IANA registry of close codes.
  [1000, 'retry'], // Normal Closure, by the server: it is done, but the chat is still wanted.
  [1001, 'retry'], // Going Away: the server restarts, or moves its clients elsewhere.
  [1002, 'retry-twice'], // Protocol Error: a corrupted frame passes, a disagreement of the two ends does not.
  [1003, 'retry'], // Unsupported Data: about one message; the connection is not to blame.
  [1004, 'retry'], // Reserved: says nothing.
  [1005, 'retry'], // No Status Received: a Close frame without a code says nothing.
  [1006, 'retry'], // Abnormal Closure: no Close frame, the network's or the handshake's fault.
  [1007, 'retry'], // Invalid Payload Data: about one message.
  [1008, 'refresh'], // Policy Violation: what many gateways send for a token that is no longer good.
  [1009, 'retry'], // Message Too Big: about one message.
  [1010, 'fatal'], // Mandatory Extension: the server will lack it next time too.
  [1011, 'retry'], // Internal Error: the server expects to recover.
  [1012, 'retry'], // Service Restart.
  [1013, 'hold-off'], // Try Again Later: overload; an early return makes it worse.
  [1014, 'retry'], // Bad Gateway: what stands behind the gateway is away for now.
  [1015, 'retry'], // TLS Handshake: certificates are renewed, captive portals are left.
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
