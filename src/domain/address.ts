import { encodeChatId } from './chat-id.js';
import { describeKind, describeValue, invalidValue } from './invalid-value.js';

/** A value of the query: null and undefined leave the name out. */
export type QueryValue = string | number | boolean | null | undefined;

/** The query of an address: its names and their values. */
export type Query = Readonly<Record<string, QueryValue>>;

export interface AddressParts {
  /** Origin of the API gateway: http, https, ws or wss. */
  readonly gateway: string;
  /** Starts with `/`; `:id` stands for the chat id. */
  readonly path: string;
  readonly chatId: string;
  readonly query?: Query | undefined;
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

export function isQueryValue(value: unknown): value is QueryValue {
  return value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value);
}

/** The WebSocket URL of a chat at a gateway; names and values are encoded. Throws `TypeError` for parts that make none. */
export function composeAddress({ gateway, path, chatId, query = {} }: AddressParts): string {
  const encodedId = encodeChatId(chatId);
  const url = new URL(gateway + path.replaceAll(':id', () => encodedId));
  url.protocol = WEB_SOCKET_PROTOCOLS.get(url.protocol) ?? url.protocol;
  for (const [name, value] of Object.entries(checkedQuery(query))) {
    if (value !== null && value !== undefined) url.searchParams.append(name, String(value));
  }
  return url.href;
}

/**
 * The address as a socket takes it. http becomes ws and https wss; on a secure page `ws:` to a host that is not loopback
 * becomes `wss:`, since browsers block it otherwise. Throws `TypeError` (`ERR_INVALID_ADDRESS`), without the query or
 * credentials in its message, for what cannot be a WebSocket URL, a relative one and one with a fragment included.
 */
export function normaliseAddress(address: unknown, page: { readonly secure: boolean }): Address {
  const url = parseAddress(address);
  const protocol = WEB_SOCKET_PROTOCOLS.get(url.protocol);
  if (protocol === undefined) throw invalidAddress('a ws, wss, http or https URL', `${url.protocol}//${url.host}`);
  // An empty fragment shows in `href`, but not in `hash`, and the WebSocket constructor refuses it too.
  if (url.href.includes('#')) throw invalidAddress('a URL without a fragment', url.href);

  const isLoopback = isLoopbackHost(url.hostname);
  const isUpgraded = protocol === 'ws:' && page.secure && !isLoopback;
  url.protocol = isUpgraded ? 'wss:' : protocol;
  return { url: url.href, host: url.host, isLoopback, isUpgraded };
}

/** Whether a host name, as `URL.hostname` spells it, is this machine's own: localhost, 127.0.0.0/8 or [::1]. */
export function isLoopbackHost(hostname: string): boolean {
  return /^(?:.+\.)?localhost\.?$|^127(?:\.\d{1,3}){3}$|^\[::1\]$/i.test(hostname);
}

function parseAddress(address: unknown): URL {
  const text = typeof address === 'object' && address !== null && 'href' in address ? address.href : address;
  if (typeof text !== 'string') throw invalidAddress('a string or a URL', address);
  try {
    return new URL(text);
  } catch {
    // A token that was returned in place of a URL is not quoted.
    throw invalidAddress('an absolute URL', text, text.includes('/') ? describeValue : describeKind);
  }
}

/** A record that a user's function returned may be anything; a value of it may be a secret, so only its kind is told. */
function checkedQuery(query: Query): Query {
  if (typeof query !== 'object' || query === null || Array.isArray(query)) {
    throw invalidValue('ERR_INVALID_QUERY', 'The query', 'a record of names and values', query);
  }
  for (const [name, value] of Object.entries(query)) {
    if (isQueryValue(value)) continue;
    const expected = 'a string, number, boolean, null or undefined';
    throw invalidValue('ERR_INVALID_QUERY', `The query's ${describeValue(name)}`, expected, value);
  }
  return query;
}

const invalidAddress = (expected: string, received: unknown, describe = describeValue) =>
  invalidValue('ERR_INVALID_ADDRESS', 'The address', expected, received, describe);
