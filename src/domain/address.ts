import { encodeChatId } from './chat-id.js';
import { describeKind, invalidValue } from './invalid-value.js';
import { parseUrl, type UrlParts } from './url.js';

export interface AddressParts {
  /** Origin of the API gateway: http, https, ws or wss. */
  readonly gateway: string;
  /** Starts with `/`; `:id` stands for the chat id. */
  readonly path: string;
  readonly chatId: string;
  /** Encoded, without a question mark; empty for none. */
  readonly query: string;
}

export interface Address {
  /** Absolute, `ws:` or `wss:`. Its query may contain a secret: use it only for the socket. */
  readonly url: string;
  /** Host and port. */
  readonly host: string;
  readonly isLoopback: boolean;
  /** Whether `ws:` was changed to `wss:` because the page is secure. */
  readonly isUpgraded: boolean;
}

const WEB_SOCKET_PROTOCOLS: ReadonlyMap<string, string> = new Map([
  ['ws:', 'ws:'],
  ['wss:', 'wss:'],
  ['http:', 'ws:'],
  ['https:', 'wss:'],
]);

/** The URL of a chat at a gateway. Throws `TypeError` for a chat id that cannot be encoded. */
export function composeAddress({ gateway, path, chatId, query }: AddressParts): string {
  const encodedId = encodeChatId(chatId);
  const url = gateway + path.replaceAll(':id', () => encodedId);
  return query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

/**
 * The address in the form that a socket accepts. http becomes ws and https becomes wss. On a secure page, `ws:` becomes
 * `wss:` unless the host is loopback, because browsers block it otherwise. Throws `TypeError` (`ERR_INVALID_ADDRESS`) for
 * anything that cannot be a WebSocket URL, including a relative URL and one with a fragment. The message contains neither
 * query nor credentials.
 */
export function normaliseAddress(address: unknown, page: { readonly secure: boolean }): Address {
  const url = parseAddress(address);
  const protocol = WEB_SOCKET_PROTOCOLS.get(url.protocol);
  if (protocol === undefined) throw invalidAddress('a ws, wss, http or https URL', address);
  // An empty fragment is visible in `href` but not in `hash`. The WebSocket constructor rejects it too.
  if (url.href.includes('#')) throw invalidAddress('a URL without a fragment', address);

  const isLoopback = isLoopbackHost(url.hostname);
  const isUpgraded = protocol === 'ws:' && page.secure && !isLoopback;
  const { href, host } = parseUrl((isUpgraded ? 'wss:' : protocol) + url.href.slice(url.protocol.length));
  return { url: href, host, isLoopback, isUpgraded };
}

/** Whether a host name, in the form of `URL.hostname`, is this machine: localhost, 127.0.0.0/8 or [::1]. */
export function isLoopbackHost(hostname: string): boolean {
  return /^(?:.+\.)?localhost\.?$|^127(?:\.\d{1,3}){3}$|^\[::1\]$/i.test(hostname);
}

function parseAddress(address: unknown): UrlParts {
  const text = typeof address === 'object' && address !== null && 'href' in address ? address.href : address;
  if (typeof text !== 'string') throw invalidAddress('a string or a URL', address);
  try {
    return parseUrl(text);
  } catch {
    throw invalidAddress('an absolute URL', text);
  }
}

/** Never quotes the received value: somebody may have passed a token instead of an address. */
const invalidAddress = (expected: string, received: unknown) =>
  invalidValue('ERR_INVALID_ADDRESS', 'The address', expected, received, describeKind);
