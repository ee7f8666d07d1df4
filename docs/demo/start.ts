import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createServer as createPageServer } from 'vite';
import { PAGE_ORIGINS, PAGE_PORT } from '../../test/gateway/origins.js';
import { startFaultControl } from './faults/fault-control.js';
import { startFaultyGateway } from './faults/faulty-gateway.js';

const gateway = await startFaultyGateway({ port: Number(process.env['PORT'] ?? 8083), log: console.log });
const faults = await startFaultControl(gateway, { port: gateway.port + 1, origins: PAGE_ORIGINS });
process.env['VITE_CHAT_GATEWAY_URL'] = `http://localhost:${gateway.port}`;
process.env['VITE_CHAT_FAULTS_URL'] = `http://localhost:${faults.port}`;

// The dev server as a middleware: on its own it would end the process at SIGTERM before the gateway has said goodbye.
const http = createServer();
const page = await createPageServer({
  configFile: fileURLToPath(new URL('vite.config.ts', import.meta.url)),
  server: { middlewareMode: true, ws: { server: http } },
});
http.on('request', page.middlewares);
http.listen(PAGE_PORT, '127.0.0.1');
await once(http, 'listening');

async function stop(): Promise<void> {
  http.close();
  http.closeAllConnections();
  await Promise.all([gateway.stop(), faults.stop(), page.close()]);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());

console.log(`Gateway: http://localhost:${gateway.port}/api/v1`);
console.log(`Faults:  http://localhost:${faults.port}/conditions`);
console.log(`Page:    http://localhost:${PAGE_PORT}`);
console.log('Press Ctrl-C to end both.');
