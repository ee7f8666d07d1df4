import type pg from 'pg';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDeliveryServer, type DeliveryStore, postgresStore } from '../../src/server/index.js';
import { type Postgres, startPostgres } from './postgres.js';
import { RawClient } from './raw-client.js';
import { ResendingClient } from './resending-client.js';
import { type SocketGateway, startSocketGateway } from './socket-gateway.js';

interface Gateway extends SocketGateway {
  readonly store: DeliveryStore;
}

describe('two gateways on one PostgreSQL', () => {
  let postgres: Postgres;
  let pools: pg.Pool[];
  let gateways: readonly [Gateway, Gateway];
  let schemas = 0;

  beforeAll(async () => {
    postgres = await startPostgres();
    return () => postgres.stop();
  });
  beforeEach(async () => {
    pools = [];
    schemas += 1;
    const start = async () => {
      const pool = await postgres.pool(`gateways_${schemas}`);
      pools.push(pool);
      const store = postgresStore(pool);
      return { store, ...(await startSocketGateway(createDeliveryServer({ store }))) };
    };
    gateways = [await start(), await start()];
  });
  afterEach(async () => {
    await Promise.all(gateways.map((gateway) => gateway.close()));
    await Promise.all(gateways.map(({ store }) => store.close()));
    await Promise.all(pools.map((pool) => pool.end()));
  });

  it('[PS5, PS15] bring to the clients of one what was sent at the other', async () => {
    const [ada, bob] = [new RawClient(gateways[0].url('lobby', 'ada')), new RawClient(gateways[1].url('lobby', 'bob'))];
    await Promise.all([ada.greets(), bob.greets()]);
    ada.says({ t: 'brief', d: 'typing' });
    expect(await bob.received('brief')).toEqual([{ t: 'brief', from: null, d: 'typing' }]);
    ada.says({ t: 'msg', s: 'sender-of-test-a', n: 1, d: 'Hello' });
    bob.says({ t: 'msg', s: 'sender-of-test-b', n: 1, d: 'Hi' });
    const [atAda, atBob] = [await ada.received('event', 2), await bob.received('event', 2)];
    expect(atBob).toEqual(atAda);
    expect(atAda.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(atAda.map(({ d }) => d).sort()).toEqual(['Hello', 'Hi']);
    for (const client of [ada, bob]) client.end();
  });

  it('[PS7, PS11] take a message once that comes to both', async () => {
    const clients = gateways.map((gateway) => new RawClient(gateway.url('lobby', 'ada')));
    await Promise.all(clients.map((client) => client.greets()));
    for (let n = 1; n <= 20; n += 1)
      for (const client of clients) client.says({ t: 'msg', s: 'sender-of-test-a', n, d: n });
    const answers = await Promise.all(clients.map((client) => client.received('ack', 20)));
    expect(answers[1]).toEqual(answers[0]);
    const [events] = await Promise.all(clients.map((client) => client.received('event', 20)));
    expect(events?.map(({ seq, d }) => [seq, d])).toEqual(Array.from({ length: 20 }, (_, i) => [i + 1, i + 1]));
    for (const client of clients) client.end();
  });

  it('[PS5, PS6] give all clients of both one order, without loss, while clients move between them', async () => {
    const MESSAGES = 200;
    const ALL = 4 * MESSAGES;
    const { epoch } = await gateways[0].store.greet('lobby', 'ada', [], null);
    const clients = Array.from({ length: 4 }, (_, who) => {
      const messages = Array.from({ length: MESSAGES }, (_, index) => `${who}:${index}`);
      return new ResendingClient(`sender-of-test-${who}`, messages);
    });
    const live = async (client: ResendingClient, who: number) => {
      for (let turn = who; client.failure === undefined; turn += 1) {
        const gateway = gateways[turn % 2] as Gateway;
        const ended = client.connect(gateway.url('lobby', `user-${who}`), epoch);
        await Promise.race([ended, client.until(Math.min(ALL, client.delivered.length + 60))]);
        client.hangUp();
        await ended;
        if (client.delivered.length === ALL) return;
      }
    };
    await Promise.all(clients.map(live));
    expect(clients.map(({ failure }) => failure)).toEqual([undefined, undefined, undefined, undefined]);
    const [first, ...others] = clients.map(({ delivered }) => delivered);
    for (const delivered of others) expect(delivered).toEqual(first);
    for (let who = 0; who < clients.length; who += 1)
      expect(first?.filter((d) => String(d).startsWith(`${who}:`))).toEqual(
        Array.from({ length: MESSAGES }, (_, index) => `${who}:${index}`),
      );
  });
});
