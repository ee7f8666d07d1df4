import { describeKind, invalidValue } from './invalid-value.js';

/** Names of subprotocols are not longer than this; anything longer is a token. */
const MAX_NAME_LENGTH = 32;

export function isSubprotocols(value: unknown): value is string | readonly string[] {
  return [value].flat().every((protocol) => typeof protocol === 'string');
}

/**
 * The list of subprotocols. Throws `TypeError` (`ERR_INVALID_PROTOCOLS`) for anything but a text or a list of texts; the
 * message quotes no subprotocol.
 */
export function listSubprotocols(answer: unknown): readonly string[] {
  if (isSubprotocols(answer)) return [answer].flat();
  const expected = 'a string or an array of strings';
  throw invalidValue('ERR_INVALID_PROTOCOLS', 'The subprotocols', expected, answer, describeKind);
}

/**
 * The subprotocol that the server chose, in a form that may be shown; null for none. If it was returned by a function for
 * one attempt and is long, it is the token itself, echoed (OB3).
 */
export function chosenSubprotocol(protocol: string | null | undefined, isAnswered: boolean): string | null {
  if (!protocol) return null;
  return isAnswered && protocol.length > MAX_NAME_LENGTH ? '[redacted]' : protocol;
}
