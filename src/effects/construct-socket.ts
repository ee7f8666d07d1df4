import type { WebSocketConstructor } from '../contract/web-socket.js';
import type { ResolvedOptions } from '../options/resolved-options.js';

/** A socket of the option `WebSocket`, or the platform's (AT6). Throws where there is none, and what the constructor throws. */
export const constructSocket = (
  { WebSocket, binaryType }: ResolvedOptions,
  url: string,
  protocols: readonly string[],
) => {
  const Constructor = WebSocket ?? (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket;
  if (Constructor === undefined) {
    throw new TypeError(
      "this platform has no WebSocket: give a constructor by the option WebSocket (Node 20: the ws package's)",
    );
  }
  const socket = protocols.length > 0 ? new Constructor(url, [...protocols]) : new Constructor(url);
  socket.binaryType = binaryType;
  return socket;
};
