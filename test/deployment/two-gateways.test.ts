import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { createDelivery } from '../../src/delivery/index.js';
import { logIn } from '../faults/gateway-process.js';
import { type Gateway, startGateway } from '../gateway/gateway.js';
import { postgresStorage } from '../gateway/postgres-storage.js';
import { type Postgres, startPostgres } from '../server/postgres.js';
import { freePort } from '../support/free-port.js';
import { deploy, useNginx } from './deployment.js';

const ADDRESSES = ['127.0.0.1', '127.0.0.2'];
/** Enough for both gateways to get some: nginx takes an address at random, for each lookup. */
const CLIENTS = 16;

useNginx();

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
  return () => postgres.stop();
});

const databaseUrl = async () => {
  const pool = await postgres.pool('public');
  await pool.end();
  return `postgres://test@localhost/postgres?host=${encodeURIComponent(pool.options.host ?? '')}`;
};

test('[PS5, PS6, PS7] two gateways behind nginx, on one database, are one: clients are at both, and miss nothing when one of them ends', async () => {
  const [port, url] = await Promise.all([freePort(), databaseUrl()]);
  const deployment = await deploy(port);
  const gateways = await Promise.all(
    ADDRESSES.map((host) => startGateway({ host, port, origins: [deployment.origin], storage: postgresStorage(url) })),
  );
  onTestFinished(() => Promise.all(gateways.map((gateway) => gateway.end())).then(() => undefined));
  deployment.gatewayIsAt(...ADDRESSES);
  const [one, other] = gateways as [Gateway, Gateway];
  const token = await logIn({ origin: one.url }, 'ana');

  const clients = Array.from({ length: CLIENTS }, () => {
    const delivery = createDelivery({
      connections: (asked) =>
        deployment.connect({ ...asked, path: '/api/v1/chats/:id/delivery', query: { token } }).chats,
    });
    onTestFinished(delivery.dispose);
    const chat = delivery.get('1');
    const said: string[] = [];
    chat.on('message', ({ data }) => said.push((data as { text: string }).text));
    return { chat, said, connect: () => delivery.connections.select('1') };
  });
  const live = (some = clients) =>
    vi.waitFor(() => expect(some.map(({ chat }) => chat.getSnapshot().link)).toEqual(some.map(() => 'live')), {
      timeout: 20_000,
      interval: 5,
    });
  for (const client of clients) {
    client.connect();
    await live([client]);
  }
  expect(Math.min(...gateways.map(({ connections }) => connections.open()))).toBeGreaterThan(0);

  const send = (round: string) => {
    for (const [index, { chat }] of clients.entries()) chat.send({ text: `${round} ${index}` });
  };
  const hear = (count: number) =>
    vi.waitFor(() => expect(clients.map(({ said }) => said.length)).toEqual(clients.map(() => count)), {
      timeout: 20_000,
    });
  send('first');
  await hear(CLIENTS);
  await one.stop();
  send('second');
  await hear(2 * CLIENTS);
  await live();
  expect(other.connections.open()).toBe(CLIENTS);
  const [first, ...others] = clients.map(({ said }) => said);
  for (const said of others) expect(said).toEqual(first);
  expect(first?.slice(CLIENTS).sort()).toEqual(clients.map((_, index) => `second ${index}`).sort());
});
