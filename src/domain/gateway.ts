import { invalidValue } from './invalid-value.js';
import { parseUrl } from './url.js';

/** Where a page or a worker was loaded from, as in `location`. */
export interface PageLocation {
  readonly protocol: string;
  readonly hostname: string;
  readonly host: string;
  /** Needed for a worker made from a Blob: the origin of the page or worker that created it. */
  readonly origin?: string;
}

/** Where the library runs. */
export interface GatewaySurroundings {
  /** The location of the page (or worker); undefined where there is none, as in Node. */
  readonly location: PageLocation | undefined;
  /** The environment variables; undefined where there are none, as in a page. */
  readonly env: Readonly<Record<string, string | undefined>> | undefined;
  /** Whether the process runs in a container. */
  readonly inContainer: boolean;
}

const PORT = 8083;
const LOCAL_PAGES: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/**
 * The origin of the API gateway, depending on where the library runs, without a trailing slash:
 *
 * | where | gateway |
 * |---|---|
 * | `CHAT_GATEWAY_URL` in the environment | its value |
 * | page on localhost, 127.0.0.1 or [::1] | its host name, port 8083, `ws:` |
 * | page served over https elsewhere | `wss:` at its own origin |
 * | page served over http elsewhere | `ws:` at its own origin |
 * | worker made from a Blob | the gateway of the page that made it |
 * | Node in a container | `ws://api_gateway:8083` |
 * | Node outside a container | `ws://localhost:8083` |
 *
 * Throws `TypeError` (`ERR_INVALID_GATEWAY`) if `CHAT_GATEWAY_URL` is not an http, https, ws or wss origin, and for a page
 * that no host served (`file:`), which must name its gateway.
 */
export function resolveGateway({ location, env, inContainer }: GatewaySurroundings): string {
  const given = ifPermitted(() => env?.['CHAT_GATEWAY_URL']);
  if (given) return givenOrigin(given);
  if (location !== undefined) return gatewayOfPage(creatorOf(location));
  return inContainer ? `ws://api_gateway:${PORT}` : `ws://localhost:${PORT}`;
}

/** What `read` returns; undefined if the program may not read it: Deno throws. */
export function ifPermitted<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The location of a page or a worker. A worker made from a Blob has no host: for it, the location of its creator. */
export function creatorOf(location: PageLocation): PageLocation {
  const origin = location.protocol === 'blob:' && originOf(location.origin);
  return origin ? parseUrl(origin) : location;
}

/** The origin in a string or a URL. Undefined if it is not http, https, ws or wss, or if it has more than an origin. */
export function originOf(url: unknown): string | undefined {
  const text = typeof url === 'object' && url !== null && 'href' in url ? url.href : url;
  if (typeof text !== 'string') return undefined;
  try {
    const { protocol, host, href } = parseUrl(text);
    const origin = `${protocol}//${host}`;
    return /^(?:http|ws)s?:$/.test(protocol) && href === `${origin}/` ? origin : undefined;
  } catch {
    return undefined;
  }
}

function givenOrigin(given: string): string {
  const origin = originOf(given);
  if (origin === undefined) {
    throw invalidValue('ERR_INVALID_GATEWAY', 'CHAT_GATEWAY_URL', 'an http, https, ws or wss origin', given);
  }
  return origin;
}

function gatewayOfPage({ protocol, hostname, host }: PageLocation): string {
  if (LOCAL_PAGES.includes(hostname)) return `ws://${hostname}:${PORT}`;
  if (protocol === 'https:') return `wss://${host}`;
  if (protocol === 'http:') return `ws://${host}`;
  throw invalidValue(
    'ERR_INVALID_GATEWAY',
    'The page',
    'served over http or https unless the option gateway is given',
    protocol,
  );
}
