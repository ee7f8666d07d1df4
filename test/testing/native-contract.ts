/** Run by a Node of its own: observes the clauses on that Node's native WebSocket and prints them as JSON, by title. */
import type { WebSocketConstructor } from '../../src/contract/web-socket.js';
import { socketContract } from './socket-contract.js';

const [origin = ''] = process.argv.slice(2);
const { WebSocket } = globalThis as unknown as { WebSocket: WebSocketConstructor };
const observed: Record<string, unknown> = {};
for (const { title, observe } of socketContract) {
  observed[title] = await observe({ WebSocket, urlOf: (story) => `${origin}/${story}` });
}
process.stdout.write(JSON.stringify(observed));
