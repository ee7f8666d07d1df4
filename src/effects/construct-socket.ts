import type { WebSocketConstructor } from '../contract/web-socket.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import { attemptCall } from './attempt-call.js';
import { warnOfCopies } from './warn-of-copies.js';

/**
 * A socket made by the option `WebSocket`, or by the platform's constructor (AT6). Throws if there is none, and whatever the
 * constructor throws.
 */
export const constructSocket = (
  { WebSocket, binaryType }: ResolvedOptions,
  url: string,
  protocols: readonly string[],
) => {
  attemptCall(warnOfCopies);
  const Constructor = WebSocket ?? (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket;
  if (Constructor === undefined) {
    throw new TypeError(
      'this platform has no WebSocket: pass a constructor as the option WebSocket (in Node 20 the one of the ws package)',
    );
  }
  const socket = protocols.length > 0 ? new Constructor(url, [...protocols]) : new Constructor(url);
  socket.binaryType = binaryType;
  return socket;
};
