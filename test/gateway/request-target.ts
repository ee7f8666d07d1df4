import type { IncomingMessage } from 'node:http';

/** What a request is for; null if that is no address, as `*` is none. */
export function targetOf({ url = '' }: IncomingMessage): URL | null {
  // Not by a base: of `//` it would take the host from what follows.
  const address = url.startsWith('/') ? `http://gateway${url}` : url;
  return URL.canParse(address) ? new URL(address) : null;
}
