import { createChatConnections } from './src/index.js';
import { createFakeGateway, createVirtualClock } from './src/testing/index.js';
const clock = createVirtualClock(); const gateway = createFakeGateway({ clock });
const run = async (n: number) => { const chats = createChatConnections({ clock, gateway:'ws://h', WebSocket: gateway.WebSocket, maxHandshakes: 1e6, maxLingering: 1e6, burstMs: 0 });
 const held = []; for (let i=0;i<n;i++){ chats.retain('c'+i); held.push(chats.get('c'+i)); } await clock.advanceAsync(100); await clock.advanceAsync(40000); return [chats, held]; };
await run(200);
const gc = (globalThis as any).gc; gc(); gc();
const before = process.memoryUsage().heapUsed; const keep = await run(3000); gc(); gc();
console.log(Math.round((process.memoryUsage().heapUsed-before)/3000), keep.length);
