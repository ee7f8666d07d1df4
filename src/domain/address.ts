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
  /** Absolute, `ws:` or `wss:`. Its query may hold a secret: for the socket alone. */
  readonly url: string;
  /** Host and port. */
  readonly host: string;
  readonly isLoopback: boolean;
  /** Whether `ws:` was made `wss:` because the page is secure. */
  readonly isUpgraded: boolean;
}

const WEB_SOCKET_PROTOCOLS: ReadonlyMap<string, string> = new Map([
  ['ws:', 'ws:'],
  ['wss:', 'wss:'],
  ['http:', 'ws:'],
  ['https:', 'wss:'],
]);

/** The URL of a chat at a gateway. Throws `TypeError` for a chat id that has no encoding. */
export function composeAddress({ gateway, path, chatId, query }: AddressParts): string {
  const encodedId = encodeChatId(chatId);
  const url = gateway + path.replaceAll(':id', () => encodedId);
  return query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

/**
 * The address as a socket takes it. http becomes ws and https wss; on a secure page `ws:` to a host that is not loopback
 * becomes `wss:`, since browsers block it otherwise. Throws `TypeError` (`ERR_INVALID_ADDRESS`), without the query or
 * credentials in its message, for what cannot be a WebSocket URL, a relative one and one with a fragment included.
 */
export function normaliseAddress(address: unknown, page: { readonly secure: boolean }): Address {
  const url = parseAddress(address);
  const protocol = WEB_SOCKET_PROTOCOLS.get(url.protocol);
  if (protocol === undefined) throw invalidAddress('a ws, wss, http or https URL', address);
  // An empty fragment shows in `href`, but not in `hash`, and the WebSocket constructor refuses it too.
  if (url.href.includes('#')) throw invalidAddress('a URL without a fragment', address);

  const isLoopback = isLoopbackHost(url.hostname);
  const isUpgraded = protocol === 'ws:' && page.secure && !isLoopback;
  const { href, host } = parseUrl((isUpgraded ? 'wss:' : protocol) + url.href.slice(url.protocol.length));
  return { url: href, host, isLoopback, isUpgraded };
}

/** Whether a host name, as `URL.hostname` spells it, is this machine's own: localhost, 127.0.0.0/8 or [::1]. */
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

/** Nothing of what came is quoted: a token may have been given in place of an address, and stand anywhere in it. */
const invalidAddress = (expected: string, received: unknown) =>
  invalidValue('ERR_INVALID_ADDRESS', 'The address', expected, received, describeKind);
