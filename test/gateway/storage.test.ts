import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { logIn, startGatewayProcess } from '../faults/gateway-process.js';
import { RawClient } from '../server/raw-client.js';
import { chooseStorage } from './choose-storage.js';
import { startGateway } from './gateway.js';
import { type LogStorage, memoryStorage } from './log-storage.js';
import { sqliteStorage } from './sqlite-storage.js';
import { TestClient } from './test-client.js';

const SENDER = 'sender-of-a-test';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-gateway-'));
  file = join(folder, 'below', 'gateway.sqlite');
  return () => rm(folder, { recursive: true });
});

const historyIn = async (url: string, token: string) => {
  const response = await fetch(`${url}/api/v1/chats/1/messages?token=${token}`);
  const { messages } = (await response.json()) as { messages: { id: number; text: string }[] };
  return messages.map(({ id, text }) => `${id} ${text}`);
};

const cursorIn = async (url: string, token: string) => {
  const response = await fetch(`${url}/api/v1/chats/1/messages?token=${token}`);
  return ((await response.json()) as { cursor: { epoch: string } }).cursor;
};

const deliverTo = (url: string, token: string) => {
  const client = new RawClient(`${url.replace('http', 'ws')}/api/v1/chats/1/delivery?token=${token}`);
  onTestFinished(() => client.end());
  return client;
};

const STORAGES: [where: string, make: () => LogStorage][] = [
  ['in memory', memoryStorage],
  ['in a file', () => sqliteStorage(file)],
];

describe.each(STORAGES)('a gateway whose logs are %s', (_where, make) => {
  it('[PS6] loses nothing and no token when it is killed, tells nobody, and is back on its port', async () => {
    const gateway = await startGateway({ storage: make() });
    onTestFinished(() => gateway.end());
    const token = await logIn({ origin: gateway.url }, 'ana');
    const [plain, delivery] = [new TestClient(gateway, '1', { token }), deliverTo(gateway.url, token)];
    await Promise.all([plain.received(1), delivery.greets()]);
    delivery.says({ t: 'msg', s: SENDER, n: 1, d: { text: 'acked' } });
    await delivery.received('ack');
    await gateway.kill();
    expect([await plain.closed, (await delivery.closed).code]).toEqual([1006, 1006]);
    const again = deliverTo(gateway.url, token);
    expect(await again.greets({ senders: [{ id: SENDER, acked: 1 }] })).toMatchObject({
      last: { [SENDER]: 1 },
      lost: [],
      head: 1,
    });
    expect(await historyIn(gateway.url, token)).toEqual(['1 acked']);
  });

  it('[PS3, PS4] has yesterday again when its backup was restored: clients find that out', async () => {
    const gateway = await startGateway({ storage: make() });
    onTestFinished(() => gateway.end());
    const token = await logIn({ origin: gateway.url }, 'ana');
    await gateway.post('1', 'ben', 'yesterday');
    expect(await gateway.backUp(['1'])).toBe(true);
    const client = deliverTo(gateway.url, token);
    await client.greets();
    client.says({ t: 'msg', s: SENDER, n: 1, d: { text: 'today' } });
    const [event] = await client.received('event');
    for (let time = 0; time < 2; time += 1) {
      await gateway.restore();
      expect(await historyIn(gateway.url, token)).toEqual(['1 yesterday']);
    }
    const { epoch } = await cursorIn(gateway.url, token);
    await gateway.post('1', 'ben', 'another today');
    const again = deliverTo(gateway.url, token);
    const cursor = { epoch, seq: 2, tag: event?.tag ?? null };
    expect(await again.greets({ senders: [{ id: SENDER, acked: 1 }], cursor })).toMatchObject({
      lost: [SENDER],
      resume: 'gap',
      why: 'diverged',
    });
  });

  it('has no token again that had expired, whether it is killed or restored, or another begins with its logs', async () => {
    const storage = make();
    const gateway = await startGateway({ storage });
    const token = await logIn({ origin: gateway.url }, 'ana');
    await gateway.backUp(['1']);
    await gateway.expireTokens();
    const next = await logIn({ origin: gateway.url }, 'ana');
    const statuses = (url: string) =>
      Promise.all(
        [token, next].map(async (one) => (await fetch(`${url}/api/v1/chats/1/messages?token=${one}`)).status),
      );
    expect(await statuses(gateway.url)).toEqual([401, 200]);
    await gateway.kill();
    expect(await statuses(gateway.url)).toEqual([401, 200]);
    await gateway.restore();
    expect(await statuses(gateway.url)).toEqual([401, 200]);
    await gateway.stop();
    const another = await startGateway({ storage });
    onTestFinished(async () => {
      await gateway.end();
      await another.end();
    });
    expect(await statuses(another.url)).toEqual([401, 200]);
  });

  it('is killed and restored while it is stopped, too, and stays so', async () => {
    const gateway = await startGateway({ storage: make() });
    onTestFinished(() => gateway.end());
    await gateway.backUp([]);
    await gateway.stop();
    await gateway.kill();
    await gateway.restore();
    await expect(fetch(`${gateway.url}/api/v1`)).rejects.toThrow('fetch failed');
    await gateway.start();
    expect((await fetch(`${gateway.url}/api/v1`)).status).toBe(200);
  });
});

it('[PS6] what was acked by a gateway that was killed as a process is there when it runs again, and so are its tokens', async () => {
  const first = await startGatewayProcess(0, { GATEWAY_DB: file });
  const token = await logIn(first, 'ana');
  const client = deliverTo(first.origin, token);
  await client.greets();
  for (let n = 1; n <= 50; n += 1) client.says({ t: 'msg', s: SENDER, n, d: { text: `m${n}` } });
  await client.received('ack', 20);
  await first.kill();
  const acked = client.frames.filter(({ t }) => t === 'ack').length;
  const second = await startGatewayProcess(first.port, { GATEWAY_DB: file });
  const said = await historyIn(`http://127.0.0.1:${second.port}`, token);
  expect(said.length).toBeGreaterThanOrEqual(acked);
  expect(said).toEqual(said.map((_, index) => `${index + 1} m${index + 1}`));
});

describe('where the logs are', () => {
  it('is a file that nobody else has, if nobody says', async () => {
    const open = async () => {
      const storage = await chooseStorage({}, folder);
      onTestFinished(() => storage.end());
    };
    await open();
    await open();
    expect((await readdir(folder)).filter((name) => name.endsWith('.sqlite'))).toEqual([
      'gateway-2.sqlite',
      'gateway.sqlite',
    ]);
  });

  it('is the file that GATEWAY_DB names, and no other if that is in use', async () => {
    const storage = await chooseStorage({ GATEWAY_DB: file });
    await storage.open();
    onTestFinished(() => storage.end());
    const another = await chooseStorage({ GATEWAY_DB: file });
    await expect(another.open()).rejects.toThrow(
      `${file} is in use: end the gateway that has it, or set GATEWAY_DB to another file.`,
    );
  });

  it('[PS6] is no folder, and no file of something else: one sentence says which it was', async () => {
    const other = join(folder, 'letter.txt');
    await writeFile(other, 'Dear Ana, '.repeat(100));
    const reasonOf = async (named: string) =>
      (await chooseStorage({ GATEWAY_DB: named })).open().then(
        () => null,
        (error: Error) => error.message,
      );
    expect(await Promise.all([folder, other, join(other, 'below.sqlite')].map(reasonOf))).toEqual([
      `${folder} cannot be used for the log: it is a folder.`,
      `${other} cannot be used for the log: file is not a database.`,
      `${join(other, 'below.sqlite')} cannot be used for the log: EEXIST: file already exists, mkdir '${other}'.`,
    ]);
    expect(await readFile(other, 'utf8')).toBe('Dear Ana, '.repeat(100));
  });

  it('is said without a password', async () => {
    const places = [
      { GATEWAY_DB: file },
      { GATEWAY_DB: ':memory:' },
      { DATABASE_URL: 'postgres://ana:hidden@db.example:5433/chats?password=hidden' },
      { DATABASE_URL: 'postgres://ana:hid/den@db.example/chats' },
    ].map(async (env) => (await chooseStorage(env)).place);
    expect(await Promise.all(places)).toEqual([
      file,
      'in memory, until this process ends',
      'PostgreSQL at db.example:5433, database chats',
      'PostgreSQL',
    ]);
  });

  it('is memory alone for :memory:', async () => {
    await (await chooseStorage({ GATEWAY_DB: ':memory:' }, folder)).open();
    expect(await readdir(folder)).toEqual([]);
  });
});
