import dns from 'node:dns';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { logIn } from '../faults/gateway-process.js';
import { type Postgres, startPostgres } from '../server/postgres.js';
import { RawClient } from '../server/raw-client.js';
import { chooseStorage } from './choose-storage.js';
import { startGateway } from './gateway.js';
import { TestClient } from './test-client.js';

type Found = (error: null, addresses: readonly object[]) => void;

describe('two gateways on one PostgreSQL', () => {
  let postgres: Postgres;
  let url: string;

  beforeAll(async () => {
    postgres = await startPostgres();
    const pool = await postgres.pool('public');
    url = `postgres://test@localhost/postgres?host=${encodeURIComponent(pool.options.host ?? '')}`;
    await pool.end();
    return () => postgres.stop();
  });

  const start = async () => {
    const storage = await chooseStorage({ DATABASE_URL: url });
    const gateway = await startGateway({ storage });
    onTestFinished(() => gateway.end());
    return gateway;
  };

  it('[PS5] take the tokens of each other, and tell what is said at either, by both paths', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    const token = await logIn({ origin: one.url }, 'ana');
    const plain = [one, other].map((gateway) => new TestClient(gateway, '1', { token }));
    const delivery = new RawClient(`${other.url.replace('http', 'ws')}/api/v1/chats/1/delivery?token=${token}`);
    onTestFinished(() => {
      for (const client of plain) client.close();
      delivery.end();
    });
    await Promise.all([delivery.greets(), ...plain.map((client) => client.received(1))]);
    plain[0]?.send({ type: 'message', text: 'at one', clientId: 'c1' });
    await delivery.received('event');
    delivery.says({ t: 'msg', s: 'sender-of-a-test', n: 1, d: { text: 'at the other' } });
    const said = [
      { id: 1, text: 'at one' },
      { id: 2, text: 'at the other' },
    ];
    for (const client of plain) expect((await client.received(3)).slice(1)).toMatchObject(said);
    expect((await delivery.received('event', 2)).map(({ d }) => d)).toMatchObject([
      { text: 'at one' },
      { text: 'at the other' },
    ]);
    expect(await one.backUp(['1'])).toBe(false);
    await one.kill();
    const again = new TestClient(one, '1', { token });
    onTestFinished(() => again.close());
    expect((await again.received(3)).slice(1)).toMatchObject(said);
  });

  it('take the tokens that either issues after all were expired at one; started again, the other refuses the earlier too', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    const earlier = await logIn({ origin: one.url }, 'ana');
    await one.expireTokens();
    const later = await Promise.all([one, other].map(({ url: origin }) => logIn({ origin }, 'ana')));
    const statuses = (at: string) =>
      Promise.all(
        [earlier, ...later].map(async (token) => (await fetch(`${at}/api/v1/chats/1/messages?token=${token}`)).status),
      );
    expect(await statuses(one.url)).toEqual([401, 200, 200]);
    await other.kill();
    expect(await statuses(other.url)).toEqual([401, 200, 200]);
  });

  it('says why, if every address of the database fails', async () => {
    const addresses = ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 }));
    const lookup = vi
      .spyOn(dns, 'lookup')
      .mockImplementation(((_name: string, _options: object, found: Found) =>
        found(null, addresses)) as typeof dns.lookup);
    onTestFinished(() => lookup.mockRestore());
    const storage = await chooseStorage({ DATABASE_URL: 'postgres://ana:hidden@db.example:1/none' });
    await expect(storage.open()).rejects.toThrow(
      /^The database that DATABASE_URL names cannot be used: .*ECONNREFUSED/,
    );
  });

  it('ends with one sentence, and without the password, if there is no such database', async () => {
    const storage = await chooseStorage({ DATABASE_URL: 'postgres://ana:hidden@127.0.0.1:1/none' });
    await expect(storage.open()).rejects.toThrow(
      /^The database that DATABASE_URL names cannot be used: (?!.*hidden).*ECONNREFUSED/,
    );
  });
});
