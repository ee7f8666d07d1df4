import { describe, expect, test, vi } from 'vitest';
import { isIn, serve } from '../integration/real-session.js';
import { accepts } from '../support/raw-servers.js';
import { deploy, deployGateway, useNginx } from './deployment.js';

useNginx();

describe('through nginx and TLS', () => {
  test('[AT3, ME1] messages go both ways, for chats of any name', async () => {
    const { gateway, deployment, token } = await deployGateway();
    const { chats, until } = deployment.connect({ query: { token } });
    const received: [string, unknown][] = [];
    chats.on('message', ({ chatId, data }) => {
      const { type, text } = JSON.parse(String(data)) as { type: string; text?: string };
      if (type === 'message') received.push([chatId, text]);
    });
    const chatIds = ['42', 'a/b', '//', '../up', 'a b', '100%', '?q#f', 'ünï 漢字', '%2F'];
    for (const chatId of chatIds) chats.retain(chatId);
    await Promise.all(chatIds.map((chatId) => until(chatId, isIn('open'))));
    expect(gateway.connections.records.map(({ chatId }) => chatId).sort()).toEqual([...chatIds].sort());

    const long = 'ä'.repeat(20_000);
    for (const chatId of chatIds)
      chats.get(chatId).send(JSON.stringify({ type: 'message', text: `${chatId}: ${long}` }));
    await vi.waitFor(() => expect(received).toHaveLength(chatIds.length), 5_000);
    expect(new Map(received)).toEqual(new Map(chatIds.map((chatId) => [chatId, `${chatId}: ${long}`])));
  });

  test.each([
    ['1', 4401, 'token missing, unknown or expired', 'unauthorized'],
    ['private', 4403, 'not admitted to this chat', 'rejected'],
    ['missing', 4404, 'no such chat', 'rejected'],
  ])('[RE5] the close of chat %s arrives as %i, with its reason', async (chatId, code, reason, failure) => {
    const { deployment, token } = await deployGateway();
    const { chats, until } = deployment.connect({ query: { token: code === 4401 ? 'stale-token' : token } });
    chats.select(chatId);
    const { lastClose, failure: failed } = await until(chatId, isIn('failed'));
    expect([lastClose, failed?.reason]).toEqual([{ code, reason, wasClean: true }, failure]);
  });

  test('[RE5, SE6] 1001 arrives when the gateway ends, and 1000 at the gateway when a chat is left', async () => {
    const { gateway, deployment, token } = await deployGateway();
    const { chats, until } = deployment.connect({ query: { token }, lingerMs: 0 });
    const release = chats.retain('left');
    chats.retain('kept');
    await Promise.all([until('left', isIn('open')), until('kept', isIn('open'))]);
    release();
    await vi.waitFor(() => expect(gateway.connections.open('left')).toBe(0));
    await gateway.stop();
    const { lastClose } = await until('kept', isIn('backoff'));
    expect(lastClose).toEqual({ code: 1001, reason: 'gateway is going away', wasClean: true });
    expect(gateway.connections.records.find(({ chatId }) => chatId === 'left')?.code).toBe(1000);
  });
});

test('the gateway is told who asks, of which host, and by which scheme; what a client says of that is not passed on', async () => {
  const told: unknown[] = [];
  const accept = accepts();
  const server = await serve((socket, request) => {
    const { host, upgrade, connection } = request.headers;
    const { 'x-forwarded-for': from, 'x-forwarded-proto': scheme } = request.headers;
    told.push({ host: host?.replace(/\d+$/, '<port>'), upgrade, connection, from, scheme });
    accept(socket, request);
  });
  const deployment = await deploy(Number(new URL(server.origin).port));
  const { chats, until } = deployment.connect();
  chats.select('42');
  await until('42', isIn('open'));
  expect(told).toEqual([
    { host: 'chat.localhost:<port>', upgrade: 'websocket', connection: 'upgrade', from: '127.0.0.1', scheme: 'https' },
  ]);
});

test('the page, and the rest of the API, come from the same origin', async () => {
  const { deployment } = await deployGateway();
  const page = await deployment.ask('/fullchain.pem');
  const api = await deployment.ask('/api/v1');
  const login = await deployment.ask('/api/v1/login', { method: 'POST', body: '{"user":"ana"}' });
  expect([page.status, page.headers['content-security-policy'], api.body, login.status]).toEqual([
    200,
    `default-src 'self'; connect-src 'self' ${deployment.origin.replace('https', 'wss')}; frame-ancestors 'none'`,
    '{"status":"ok"}',
    200,
  ]);
});

test('every answer asks for TLS from now on, for its type to be believed, and not to be framed', async () => {
  const { gateway, deployment } = await deployGateway();
  const answers = [
    await deployment.ask('/fullchain.pem'),
    await deployment.ask('/missing'),
    await deployment.ask('/api/v1'),
    await deployment.ask('/api/v1/chats/1/ws'),
    await deployment.ask('/', { host: 'localhost', servername: 'chat.localhost' }),
  ];
  await gateway.stop();
  answers.push(await deployment.ask('/api/v1'));
  const found = answers.map(({ status, headers }) => [
    status,
    headers['strict-transport-security'],
    headers['x-content-type-options'],
    String(headers['content-security-policy']).endsWith("; frame-ancestors 'none'"),
  ]);
  expect(found).toEqual([200, 404, 200, 404, 421, 502].map((status) => [status, 'max-age=31536000', 'nosniff', true]));
});

test('a page of the same origin enters, one of another is closed with 4403', async () => {
  const { deployment, token } = await deployGateway();
  const [own, foreign] = [deployment.origin, 'https://elsewhere.localhost'].map((page) =>
    deployment.connect({ query: { token } }, page),
  );
  for (const session of [own, foreign]) session?.chats.select('1');
  await own?.until('1', isIn('open'));
  expect((await foreign?.until('1', isIn('failed')))?.lastClose?.code).toBe(4403);
});

test('handshakes above the rate of an address are answered with 429 and made again; all else goes on', async () => {
  const { gateway, deployment, token } = await deployGateway({ HANDSHAKE_RATE: '60r/m', HANDSHAKE_BURST: '2' });
  const { chats, until } = deployment.connect({ query: { token } });
  const chatIds = ['a\nb', '\n1', '2\n', '\n', '\n\n'];
  for (const chatId of chatIds) chats.retain(chatId);
  await Promise.race(chatIds.map((chatId) => until(chatId, isIn('backoff'))));
  expect(await deployment.nginx.accessLog()).toContain('/ws 429, ');
  expect([(await deployment.ask('/api/v1')).status, (await deployment.ask('/fullchain.pem')).status]).toEqual([
    200, 200,
  ]);
  await Promise.all(chatIds.map((chatId) => until(chatId, isIn('open'))));
  expect(gateway.connections.accepted()).toBe(5);
});

test('no other name is answered', async () => {
  const { deployment } = await deployGateway();
  await expect(deployment.ask('/', { host: 'localhost' })).rejects.toThrow('unrecognized name');
  expect(await deployment.ask('/', { host: 'localhost', servername: 'chat.localhost' })).toMatchObject({ status: 421 });
});
