import { startGateway } from './gateway.js';
import { LOCAL_ORIGINS, readOrigins } from './origins.js';
import { choosePort, runProgram } from './ports.js';

await runProgram(async () => {
  const { LISTEN_HOST: host = '127.0.0.1', ORIGINS = LOCAL_ORIGINS.join(' ') } = process.env;
  const port = await choosePort('PORT', 8083, { host });
  const gateway = await startGateway({ port, host, origins: readOrigins(ORIGINS), log: console.log });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void gateway.stop());

  console.log(`Gateway: http://localhost:${gateway.port}/api/v1`);
});
