const REDACTED = '[redacted]';

/** Shorter ones are words and numbers that a text may hold for other reasons. */
const MIN_SECRET_LENGTH = 6;
const MAX_LENGTH = 500;
/** What is read of a longer text, so that the time is bounded. */
const MAX_SCANNED_LENGTH = 4_096;

/**
 * The text without secrets, fit for a log, an error or a screen (OB3): URLs and paths lose query, fragment and
 * credentials, every one of `secrets` (of at least 6 characters, raw or percent-encoded) becomes `[redacted]`, and what
 * exceeds 500 characters is cut. Never throws, and takes a bounded time whatever the text.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  const needles = needlesOf(secrets);
  let redacted = text.slice(0, MAX_SCANNED_LENGTH);
  for (const needle of needles) redacted = redacted.replaceAll(needle, REDACTED);
  if (text.length > MAX_SCANNED_LENGTH) redacted = withoutBrokenEnd(redacted, needles[0]?.length ?? 0);
  redacted = redacted.replace(WORD, redactWord);
  return redacted.length > MAX_LENGTH || text.length > MAX_SCANNED_LENGTH
    ? `${redacted.slice(0, MAX_LENGTH - 1)}…`
    : redacted;
}

/** Credentials and query of a URL. Its text is read: not every platform's `URL` tells them. */
const SECRET_PARTS = /^[^/?#]*\/\/(?:([^/?#]*)@)?[^?#]*\??([^#]*)/;

/** The parts of a URL that may be secrets: query values, user name and password, decoded and as they stand. */
export function secretsOf(url: string): string[] {
  const [, credentials = '', query = ''] = SECRET_PARTS.exec(url) ?? [];
  const values = query.split('&').map((pair) => pair.slice(pair.indexOf('=') + 1));
  const found = [
    ...credentials.split(':').flatMap((part) => [decoded(part), part]),
    ...values.flatMap((value) => [decoded(value.replaceAll('+', ' ')), value]),
  ];
  return [...new Set(found)].filter((value) => value.length >= MIN_SECRET_LENGTH);
}

/** Both spellings of every secret, the longest first: one may be part of another. */
function needlesOf(secrets: readonly string[]): string[] {
  const worthHiding = secrets.filter((secret) => secret.length >= MIN_SECRET_LENGTH);
  const spellings = new Set(worthHiding.flatMap((secret) => [secret, encoded(secret)]));
  return [...spellings].sort((a, b) => b.length - a.length);
}

/** Where the scan ended it may have cut a secret, or a URL's credentials before the `@` that tells them: both go. */
function withoutBrokenEnd(text: string, longestSecret: number): string {
  return text.slice(0, Math.max(0, text.length - longestSecret)).replace(/:\/\/[^\s/?#]*$/, '://');
}

/** No parsed URL contains white space, a double quote or an angle bracket: they bound it. */
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
  return kept + (CLOSING_PUNCTUATION.exec(dropped.slice(1).slice(-4))?.[0] ?? '');
}

function encoded(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text; // A lone surrogate: it has no encoded spelling.
  }
}

function decoded(text: string): string {
  return text.replace(/(?:%[\da-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run; // No UTF-8.
    }
  });
}
