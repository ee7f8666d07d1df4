/** What is read of a URL. */
export interface UrlParts {
  /** With its colon. */
  readonly protocol: string;
  /** Host and port. */
  readonly host: string;
  readonly hostname: string;
  readonly href: string;
}

/** Scheme, credentials, host, host name, and what follows the path's first slash. */
const SHAPE =
  /^([a-z][a-z\d+.-]*:)\/\/([^\s/?#@]*@)?((\[[\da-f:.]+\]|[^\s/?#@:[\]]+)(?::\d{1,5})?)(?:\/|(?=[?#]|$))(\S*)$/i;

/**
 * An absolute URL in parts; throws `TypeError` for none. React Native's `URL` checks and normalises nothing, and its `host` of
 * a `ws:` URL is empty or throws: there, and wherever else `URL` is not the standard's, the text itself is read.
 */
export function parseUrl(text: string): UrlParts {
  if (new URL('WS://H').href === 'ws://h/') return new URL(text);
  if (!SHAPE.test(text)) throw new TypeError('Invalid URL');
  const part = (group: string) => text.replace(SHAPE, group);
  const protocol = part('$1').toLowerCase();
  const host = part('$3').toLowerCase();
  return {
    protocol,
    host,
    hostname: part('$4').toLowerCase(),
    href: `${protocol}//${part('$2')}${host}/${part('$5')}`,
  };
}
