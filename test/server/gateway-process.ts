/** A gateway as a process of its own, as `startGatewayProcess` starts it. A message that ends with "bad" is refused. */
import Database from 'libsql';
import pg from 'pg';
import {
  createDeliveryServer,
  type DeliveryStore,
  postgresStore,
  Refused,
  sqliteStore,
} from '../../src/server/index.js';
import { MUTANTS } from '../histories/mutants.js';
import { onOrder, programSettings, tellParent } from '../support/child-program.js';
import type { GatewayOrder, GatewaySettings, GatewayTold } from './gateway-program.js';
import { startSocketGateway } from './socket-gateway.js';

const { file = ':memory:', postgres, mutant, window = 32 } = programSettings<GatewaySettings>();
const store = postgres === undefined ? ofSqlite() : ofPostgres(postgres);
const delivery = createDeliveryServer({
  store: mutant === undefined ? store : MUTANTS[mutant](store),
  window,
  onMessage: ({ data }) => {
    if (String(data).endsWith('bad')) throw new Refused('bad');
    return data;
  },
});
const { port } = await startSocketGateway(delivery);
const tell = (told: GatewayTold) => tellParent(told);
onOrder<GatewayOrder>(async (order) => {
  try {
    const seq = order.type === 'publish' ? (await delivery.publish(order.chat, order.text)).seq : null;
    if (order.type === 'trim') await delivery.trim(order.chat, { before: order.before });
    tell({ type: 'done', order: order.order, seq, failure: null });
  } catch (error) {
    tell({ type: 'done', order: order.order, seq: null, failure: String(error) });
  }
});
tell({ type: 'listening', port });

function ofSqlite(): DeliveryStore {
  const database = new Database(file);
  // Whoever reads beside it may make it wait.
  database.exec('PRAGMA busy_timeout = 5000');
  return sqliteStore(database);
}

function ofPostgres(settings: pg.PoolConfig): DeliveryStore {
  const pool = new pg.Pool(settings);
  // PostgreSQL may be restarted.
  pool.on('error', () => undefined);
  return postgresStore(pool);
}
