import { startGateway } from './gateway.js';

const gateway = await startGateway({ port: Number(process.env['PORT'] ?? 8083), log: console.log });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void gateway.stop());

console.log(`Gateway: http://localhost:${gateway.port}/api/v1`);
