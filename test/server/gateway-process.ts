/** A gateway on one SQLite file, as a process of its own: `gateway-process.ts <file>`. It says its port on the first line. */
import Database from 'libsql';
import { createDeliveryServer, sqliteStore } from '../../src/server/index.js';
import { startSocketGateway } from './socket-gateway.js';

const database = new Database(process.argv[2] ?? ':memory:');
const delivery = createDeliveryServer({ store: sqliteStore(database) });
const { port } = await startSocketGateway(delivery);
process.stdout.write(`${port}\n`);
