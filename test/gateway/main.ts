import { chooseStorage } from './choose-storage.js';
import { startGateway } from './gateway.js';
import { LOCAL_ORIGINS, readOrigins } from './origins.js';
import { choosePort, runProgram } from './ports.js';

await runProgram(async () => {
  const { LISTEN_HOST: host = '127.0.0.1', ORIGINS = LOCAL_ORIGINS.join(' ') } = process.env;
  const port = await choosePort('PORT', 8083, { host });
  const storage = await chooseStorage();
  const gateway = await startGateway({ port, host, storage, origins: readOrigins(ORIGINS), log: console.log });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void gateway.end());

  console.log(`Gateway: http://localhost:${gateway.port}/api/v1`);
  console.log(`Log:     ${storage.place}`);
});
