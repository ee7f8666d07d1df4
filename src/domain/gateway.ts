import { invalidValue } from './invalid-value.js';
import { parseUrl } from './url.js';

/** Where a page or a worker was loaded from, as `location` says it. */
export interface PageLocation {
  readonly protocol: string;
  readonly hostname: string;
  readonly host: string;
  /** Needed of a worker that was made of a Blob: the origin of who made it. */
  readonly origin?: string;
}

/** Where the library runs. */
export interface GatewaySurroundings {
  /** That of the page (or worker); undefined where there is none, as in Node. */
  readonly location: PageLocation | undefined;
  /** The environment; undefined where there is none, as in a page. */
  readonly env: Readonly<Record<string, string | undefined>> | undefined;
  /** Whether the process runs in a container. */
  readonly inContainer: boolean;
}

const PORT = 8083;
const LOCAL_PAGES: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/**
 * The origin of the API gateway for where the library runs, without a trailing slash:
 *
 * | where | gateway |
 * |---|---|
 * | `CHAT_GATEWAY_URL` in the environment | that |
 * | page on localhost, 127.0.0.1 or [::1] | its host name, port 8083, `ws:` |
 * | page served over https elsewhere | `wss:` at its own origin |
 * | page served over http elsewhere | `ws:` at its own origin |
 * | worker made of a Blob | that of the page that made it |
 * | Node in a container | `ws://api_gateway:8083` |
 * | Node outside one | `ws://localhost:8083` |
 *
 * Throws `TypeError` (`ERR_INVALID_GATEWAY`) when `CHAT_GATEWAY_URL` is no http, https, ws or wss origin, and for a page
 * that was not served by a host (`file:`), which has to name its gateway.
 */
export function resolveGateway({ location, env, inContainer }: GatewaySurroundings): string {
  const given = ifPermitted(() => env?.['CHAT_GATEWAY_URL']);
  if (given) return givenOrigin(given);
  if (location !== undefined) return gatewayOfPage(creatorOf(location));
  return inContainer ? `ws://api_gateway:${PORT}` : `ws://localhost:${PORT}`;
}

/** What is read of the system; undefined where the program may not read it: Deno throws. */
export function ifPermitted<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The location of a page or a worker; of a worker that was made of a Blob, and so has no host, that of who made it. */
export function creatorOf(location: PageLocation): PageLocation {
  const origin = location.protocol === 'blob:' && originOf(location.origin);
  return origin ? parseUrl(origin) : location;
}

/** The origin that a string or a URL spells, undefined if it is none of http, https, ws or wss, or has more than an origin. */
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
