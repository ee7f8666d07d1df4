import { byteLengthOf } from '../domain/byte-length.js';

/** The argument checks of the WHATWG WebSockets standard. No message repeats a URL, because it may contain a token. */

const SCHEMES = new Map([
  ['ws:', 'ws:'],
  ['wss:', 'wss:'],
  ['http:', 'ws:'],
  ['https:', 'wss:'],
]);
const HTTP_TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const MAX_REASON_BYTES = 123;

/** The URL in the form of `WebSocket.url`. Throws a `SyntaxError` DOMException like the constructor. */
export function parseSocketUrl(url: string | { toString(): string }): string {
  const parsed = parseUrl(String(url));
  const scheme = SCHEMES.get(parsed.protocol);
  if (scheme === undefined) throw syntaxError('The scheme of a WebSocket URL must be ws, wss, http or https');
  if (parsed.href.includes('#')) throw syntaxError('A WebSocket URL must not have a fragment');
  return parseUrl(scheme + parsed.href.slice(parsed.protocol.length)).href;
}

function parseUrl(url: string): URL {
  try {
    return new URL(url);
  } catch {
    throw syntaxError('Not an absolute URL');
  }
}

export function parseProtocols(protocols: string | readonly string[] = []): readonly string[] {
  const list = typeof protocols === 'string' ? [protocols] : [...protocols];
  if (!list.every((protocol) => HTTP_TOKEN.test(protocol))) throw syntaxError('A subprotocol must be an HTTP token');
  if (new Set(list).size < list.length) throw syntaxError('A subprotocol is named twice');
  return list;
}

export function checkCloseArguments(code: number | undefined, reason: string | undefined): void {
  if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
    throw new DOMException(`The close code must be 1000 or 3000 to 4999, got ${code}`, 'InvalidAccessError');
  }
  if (reason !== undefined && byteLengthOf(reason) > MAX_REASON_BYTES) {
    throw syntaxError(`The close reason must be at most ${MAX_REASON_BYTES} bytes`);
  }
}

function syntaxError(message: string): DOMException {
  return new DOMException(message, 'SyntaxError');
}
