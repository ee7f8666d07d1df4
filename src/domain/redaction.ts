import type { SecretIndex } from './secret-index.js';
import { readingsOf } from './spelling.js';

const REDACTED = '[redacted]';

const MAX_LENGTH = 500;
/** Only this much of a longer text is read, to bound the time. */
const MAX_SCANNED_LENGTH = 4_096;
/** How far beyond it secrets are searched: the recognisable beginning of a secret is no longer than this in any spelling. */
const MARGIN = 64;

/**
 * The text without secrets, fit for a log, an error or a screen (OB3). URLs and paths lose their query, fragment and
 * credentials. Each of `secrets`, and 12 or more characters from the beginning of one, becomes `[redacted]`, whether plain
 * or percent-encoded. Control characters are escaped. Text beyond 500 characters is cut. Never throws, and takes a bounded
 * time for any text.
 */
export function redact(text: string, secrets?: SecretIndex): string {
  const shown = escapeControls(withoutSecrets(text, secrets));
  const isWhole = shown.length <= MAX_LENGTH && text.length <= MAX_SCANNED_LENGTH;
  return isWhole ? shown : `${shown.slice(0, MAX_LENGTH - 1)}…`;
}

/** `redact` without escaping and cutting. Of a very long text only the beginning. */
export function withoutSecrets(text: string, secrets?: SecretIndex): string {
  const hidden = secrets ? hide(text, secrets) : text.slice(0, MAX_SCANNED_LENGTH);
  const isBroken = text.length > MAX_SCANNED_LENGTH;
  return (isBroken ? hidden.replace(BROKEN_CREDENTIALS, '://') : hidden).replace(WORD, redactWord);
}

/**
 * Characters that a terminal or an editor would obey instead of showing: escapes, new lines, changes of the writing
 * direction.
 */
export const escapeControls = (text: string): string =>
  text.replace(
    /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** The parts of a URL that may be secrets, unchanged: user name and password, query values, and query names without a value. */
export function secretsOf(url: string): string[] {
  const [, credentials = '', , query = ''] = URL_PARTS.exec(url) ?? [];
  return [...credentials.split(':'), ...query.split('&').map((pair) => pair.replace(NAME_OF_VALUE, ''))];
}

/** The parts of a URL's path that may be tokens because of their length, except the chat's id. */
export function longSegmentsOf(url: string, chatId: string): string[] {
  const [, , path = ''] = URL_PARTS.exec(url) ?? [];
  return path
    .split('/')
    .filter((segment) => segment.length >= MIN_SEGMENT_LENGTH && segment !== encodeURIComponent(chatId));
}

/** The words of a text that may be tokens because of their length, except the chat's id. */
export function longWordsOf(text: string, chatId: string): string[] {
  return text.split(/[^\w.~+/=-]+/).filter((word) => word.length >= MIN_SEGMENT_LENGTH && word !== chatId);
}

const URL_PARTS = /^[^/?#]*\/\/(?:([^/?#]*)@)?[^/?#]*([^?#]*)(?:\?([^#]*))?/;
const NAME_OF_VALUE = /[^=]*=(?=.)|=$/;
const MIN_SEGMENT_LENGTH = 20;

/** The beginning of the text, with every part that a secret covers replaced. These parts may overlap. */
function hide(text: string, secrets: SecretIndex): string {
  const scanned = text.slice(0, MAX_SCANNED_LENGTH + MARGIN);
  const places: { readonly start: number; readonly end: number }[] = [];
  for (const { bytes, starts } of readingsOf(scanned)) {
    for (let at = 0; at < bytes.length; at += 1) {
      const length = secrets.lengthAt(at, bytes);
      if (length > 0) places.push({ start: starts[at] as number, end: starts[at + length] ?? scanned.length });
    }
  }
  let hidden = '';
  let shownTo = 0;
  for (const { start, end } of places.sort((a, b) => a.start - b.start)) {
    if (start >= MAX_SCANNED_LENGTH) break;
    if (start >= shownTo) hidden += text.slice(shownTo, start) + REDACTED;
    shownTo = Math.max(shownTo, end);
  }
  return hidden + text.slice(shownTo, MAX_SCANNED_LENGTH);
}

/** The scan may have ended inside a URL's credentials, before the `@` that marks them. */
const BROKEN_CREDENTIALS = /:\/\/[^\s/?#]*$/;

/** A parsed URL contains no white space, double quote or angle bracket, so these delimit it. */
const WORD = /[^\s"<>]+/g;
const CREDENTIALS = /:\/\/[^/?#]*@/g;
const CLOSING_PUNCTUATION = /[)\]}'`.,;:!\\]*$/;

function redactWord(word: string): string {
  const bare = word.replace(CREDENTIALS, '://');
  const end = bare.search(/[?#]/);
  if (end === -1) return bare;
  const kept = bare.slice(0, end);
  const dropped = bare.slice(end);
  if (dropped.length === 1 || !(kept.includes('/') || dropped.includes('='))) return bare;
  return kept + (CLOSING_PUNCTUATION.exec(dropped.slice(1).replaceAll(REDACTED, '').slice(-4))?.[0] ?? '');
}
