/** Pages of this machine, at any port: that of `npm start`, and one that you develop. */
export const LOCAL_ORIGINS: readonly string[] = ['http://localhost:*', 'http://127.0.0.1:*'];

const ANY_PORT = ':*';

/** Whether a page of this origin may come. An allowed origin may have `*` for its port. */
export const isAllowed = (allowed: readonly string[], origin: string): boolean =>
  allowed.includes(origin) || allowed.includes(origin.replace(/(?::\d+)?$/, ANY_PORT));

/** The origins in a text, with blanks or commas between them. Throws `TypeError` for a text that is no page's origin. */
export function readOrigins(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(readOrigin);
}

function readOrigin(text: string): string {
  if (text.endsWith(ANY_PORT)) return `${readOrigin(text.slice(0, -ANY_PORT.length))}${ANY_PORT}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  // A host without a scheme is an address too, whose origin is "null": that of every sandboxed frame.
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw new TypeError(`An origin must begin with http:// or https://; received ${JSON.stringify(text)}`);
  }
  return url.origin;
}
