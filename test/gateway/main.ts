import { startGateway } from './gateway.js';
import { PAGE_ORIGINS, readOrigins } from './origins.js';

const { PORT = '8083', LISTEN_HOST = '127.0.0.1', ORIGINS = PAGE_ORIGINS.join(' ') } = process.env;
const gateway = await startGateway({
  port: Number(PORT),
  host: LISTEN_HOST,
  origins: readOrigins(ORIGINS),
  log: console.log,
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void gateway.stop());

console.log(`Gateway: http://localhost:${gateway.port}/api/v1`);
