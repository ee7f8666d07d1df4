import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createServer as createPageServer } from 'vite';
import { chooseStorage } from '../../test/gateway/choose-storage.js';
import { choosePort, runProgram } from '../../test/gateway/ports.js';
import { serveSite } from '../site/serve-site.js';
import { startFaultControl } from './faults/fault-control.js';
import { startFaultyGateway } from './faults/faulty-gateway.js';

await runProgram(async () => {
  const pagePort = await choosePort('PAGE_PORT', 3000);
  const port = await choosePort('PORT', 8083);
  const storage = await chooseStorage();
  const gateway = await startFaultyGateway({ port, storage, log: console.log });

  // The dev server as a middleware: on its own it would end the process at SIGTERM before the gateway has said goodbye.
  const http = createServer();
  http.listen(pagePort, '127.0.0.1');
  await once(http, 'listening');
  const page = `localhost:${(http.address() as AddressInfo).port}`;
  const origins = [page, page.replace('localhost', '127.0.0.1')].map((host) => `http://${host}`);
  const faults = await startFaultControl(gateway, { origins });
  process.env['VITE_CHAT_GATEWAY_URL'] = `http://localhost:${gateway.port}`;
  process.env['VITE_CHAT_FAULTS_URL'] = `http://localhost:${faults.port}`;
  const pages = await createPageServer({
    configFile: fileURLToPath(new URL('vite.config.ts', import.meta.url)),
    server: { middlewareMode: true, ws: { server: http } },
  });
  http.on('request', pages.middlewares);
  const site = await serveSite();

  async function stop(): Promise<void> {
    http.close();
    http.closeAllConnections();
    await Promise.all([gateway.stop(), faults.stop(), pages.close(), site?.close()]);
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());

  console.log(`Gateway: http://localhost:${gateway.port}/api/v1`);
  console.log(`Faults:  http://localhost:${faults.port}/conditions`);
  console.log(`Page:    http://${page}`);
  if (site !== null) console.log(`Site:    ${site.url.replace(/\/$/, '')}`);
  console.log(`Log:     ${storage.place}`);
  console.log('Press Ctrl-C to end them.');
});
