/** The parts of a URL that are used. */
export interface UrlParts {
  /** Including its colon. */
  readonly protocol: string;
  /** Host and port. */
  readonly host: string;
  readonly hostname: string;
  readonly href: string;
}

/** Scheme, credentials, host, host name, and the text after the first slash of the path. */
const SHAPE =
  /^([a-z][a-z\d+.-]*:)\/\/([^\s/?#@]*@)?((\[[\da-f:.]+\]|[^\s/?#@:[\]]+)(?::\d{1,5})?)(?:\/|(?=[?#]|$))(\S*)$/i;

/**
 * The parts of an absolute URL; throws `TypeError` for anything else. React Native's `URL` checks and normalises nothing,
 * and its `host` is empty or throws for a `ws:` URL. Where `URL` does not follow the standard, the text itself is parsed.
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
