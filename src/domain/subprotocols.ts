import { describeKind, invalidValue } from './invalid-value.js';

/** Names of subprotocols are shorter: what is longer is a token. */
const MAX_NAME_LENGTH = 32;

export function isSubprotocols(value: unknown): value is string | readonly string[] {
  return [value].flat().every((protocol) => typeof protocol === 'string');
}

/** The list of them. Throws `TypeError` (`ERR_INVALID_PROTOCOLS`), without telling any, for what is neither text nor a list of texts. */
export function listSubprotocols(answer: unknown): readonly string[] {
  if (isSubprotocols(answer)) return [answer].flat();
  const expected = 'a string or an array of strings';
  throw invalidValue('ERR_INVALID_PROTOCOLS', 'The subprotocols', expected, answer, describeKind);
}

/**
 * The subprotocol that the server chose, as it may be shown; null for none. Of those that were answered for one attempt, a
 * long one is the token itself, echoed (OB3).
 */
export function chosenSubprotocol(protocol: string | null | undefined, isAnswered: boolean): string | null {
  if (!protocol) return null;
  return isAnswered && protocol.length > MAX_NAME_LENGTH ? '[redacted]' : protocol;
}
