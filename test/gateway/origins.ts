/** The port of the chat page that `npm start` serves. */
export const PAGE_PORT = 3000;

/** Where that page comes from. */
export const PAGE_ORIGINS: readonly string[] = ['localhost', '127.0.0.1'].map((host) => `http://${host}:${PAGE_PORT}`);

/** The origins in a text, between them blanks or commas. Throws `TypeError` for one that is none of a page. */
export function readOrigins(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(readOrigin);
}

function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  // A host without a scheme is an address too, whose origin is "null": that of every sandboxed frame.
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw new TypeError(`An origin must begin with http:// or https://; received ${JSON.stringify(text)}`);
  }
  return url.origin;
}
