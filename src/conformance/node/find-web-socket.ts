import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { WebSocketConstructor } from '../../contract/web-socket.js';

/** Node's own WebSocket, from 22 on; before, that of the package `ws`, if the user's project has it. Undefined for neither. */
export async function findWebSocket(): Promise<WebSocketConstructor | undefined> {
  const { WebSocket } = globalThis as { readonly WebSocket?: WebSocketConstructor };
  return WebSocket ?? fromProject() ?? (await fromHere());
}

/** A name that a compiler does not look for: the package is not needed. */
const NAME: string = 'ws';

function fromProject(): WebSocketConstructor | undefined {
  try {
    return createRequire(join(process.cwd(), 'package.json'))(NAME) as WebSocketConstructor;
  } catch {
    return undefined;
  }
}

async function fromHere(): Promise<WebSocketConstructor | undefined> {
  try {
    return ((await import(NAME)) as { readonly default: WebSocketConstructor }).default;
  } catch {
    return undefined;
  }
}
