import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Gateway, type GatewayOptions, MISSING_CHAT, PRIVATE_CHAT, startGateway } from './gateway.js';
import { TestClient } from './test-client.js';

const JOINED = { type: 'joined', room: expect.stringMatching(/^[\w-]{16,}$/) };

const lines: string[] = [];
const running: Gateway[] = [];
let gateway: Gateway;

async function start(options: GatewayOptions = {}): Promise<Gateway> {
  const started = await startGateway({ log: (line) => lines.push(line), ...options });
  running.push(started);
  return started;
}

beforeEach(async () => {
  lines.length = 0;
  gateway = await start();
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
});

async function login(user: string, at: { url: string } = gateway): Promise<string> {
  const response = await fetch(`${at.url}/api/v1/login`, { method: 'POST', body: JSON.stringify({ user }) });
  const { token } = (await response.json()) as { token: string };
  return token;
}

async function join(chatId: string, user: string, since = 0, room = ''): Promise<TestClient> {
  const client = new TestClient(gateway, chatId, { token: await login(user), since: String(since), room });
  await client.received(1);
  return client;
}

describe('a login by the first frame', () => {
  const connect = () => new TestClient(gateway, '42', {});
  const opened = (client: TestClient, frame: object) =>
    vi.waitFor(() => client.send(frame), { interval: 5, timeout: 5000 });

  it('admits whoever has a token, and says so first', async () => {
    const client = connect();
    await opened(client, { type: 'login', token: await login('ana') });
    expect(await client.received(2)).toEqual([{ type: 'welcome' }, JOINED]);
    client.send({ type: 'message', text: 'hello' });
    expect((await client.received(3)).at(-1)).toMatchObject({ from: 'ana', text: 'hello' });
  });

  it.each([
    [{ type: 'login', token: 'none' }, 4401],
    [{ type: 'message', text: 'hello' }, 1003],
    [{ type: 'login' }, 1003],
  ])('closes whoever says %j', async (frame, code) => {
    const client = connect();
    await opened(client, frame);
    expect([await client.closed, client.frames]).toEqual([code, []]);
  });

  it('closes whoever says nothing, in time', async () => {
    gateway = await start({ loginTimeoutMs: 50 });
    expect(await connect().closed).toBe(4401);
  });
});

describe('http', () => {
  it.each(['GET', 'HEAD'])('answers %s /api/v1 with 200', async (method) => {
    const response = await fetch(`${gateway.url}/api/v1`, { method });
    expect([response.status, await response.text()]).toEqual([200, method === 'HEAD' ? '' : '{"status":"ok"}']);
  });

  it('gives a different token at every login and says how long it lasts', async () => {
    const request = { method: 'POST', body: '{"user":"ana"}' };
    const answers = await Promise.all([1, 2].map(() => fetch(`${gateway.url}/api/v1/login`, request)));
    const [a, b] = (await Promise.all(answers.map((one) => one.json()))) as { token: string; expiresInMs: number }[];
    expect(a).toEqual({ token: expect.stringMatching(/^[\w-]+\.[\w-]{43}$/), expiresInMs: 60_000 });
    expect(b?.token).not.toBe(a?.token);
  });

  it.each([
    '',
    'null',
    '{}',
    '{"user":" "}',
    '{"user":7}',
    `{"user":"${'x'.repeat(41)}"}`,
    '{"user":"a\\u0000b"}',
    '{"user":"a\\u007fb"}',
    '{"user":"a\\nb"}',
    '{"user":"a\\ud800"}',
    'x'.repeat(20_000),
  ])('answers a malformed login with 400: %j', async (body) => {
    const response = await fetch(`${gateway.url}/api/v1/login`, { method: 'POST', body });
    expect(response.status).toBe(400);
  });

  it.each(['Zoë', '漢字', '👩‍👩‍👧'])('takes the name %s', async (user) => {
    const client = await join('1', user);
    client.send({ type: 'message', text: 'hello' });
    expect((await client.received(2)).at(-1)).toMatchObject({ from: user });
  });

  it.each(['x'.repeat(201), 'a\0b'])('knows no chat whose id cannot be one: %j', async (id) => {
    const address = `${gateway.url}/api/v1/chats/${encodeURIComponent(id)}/messages?token=${await login('ana')}`;
    const response = await fetch(address);
    expect([response.status, await response.json()]).toEqual([404, { error: 'no such chat' }]);
  });

  it('knows no other path, for requests and for upgrades', async () => {
    expect((await fetch(`${gateway.url}/`)).status).toBe(404);
    const client = new TestClient(gateway, '', {}, { path: '/api/v1/elsewhere' });
    expect(await client.failed).toBe('Unexpected server response: 404');
  });
});

describe('entering a chat', () => {
  it.each([
    ['without a token', '1', {}, 4401],
    ['with an unknown token', '1', { token: 'made-up' }, 4401],
    ['with a malformed since', '1', { since: '-1' }, 4400],
    ['with a malformed chat id', '%E0%A4%A', {}, 4400],
  ])('accepts and then closes a client %s', async (_case, chatId, query, code) => {
    const client = new TestClient(gateway, chatId, query);
    expect(await client.closed).toBe(code);
  });

  it.each([
    [MISSING_CHAT, 4404],
    [PRIVATE_CHAT, 4403],
  ])('accepts and then closes a client of the chat %s with %i', async (chatId, code) => {
    const client = new TestClient(gateway, chatId, { token: await login('ana') });
    expect(await client.closed).toBe(code);
  });

  it.each(['ws', 'delivery'])('closes %s with 4404 if the id of the chat is too long or has U+0000', async (end) => {
    const token = await login('ana');
    const closed = ['x'.repeat(201), 'a\0b'].map((id) => {
      const path = `/api/v1/chats/${encodeURIComponent(id)}/${end}`;
      return new TestClient(gateway, '', { token }, { path }).closed;
    });
    expect(await Promise.all(closed)).toEqual([4404, 4404]);
    expect((await join('x'.repeat(200), 'ana')).frames).toEqual([JOINED]);
  });

  it('refuses a token that has expired', async () => {
    const brief = await start({ tokenLifetimeMs: 0 });
    const client = new TestClient(brief, '1', { token: await login('ana', brief) });
    expect(await client.closed).toBe(4401);
  });

  it('takes any other percent-encoded id for a chat of its own', async () => {
    const client = await join(encodeURIComponent('a/ü 1?'), 'ana');
    expect(client.frames).toEqual([JOINED]);
    expect(gateway.connections.open('a/ü 1?')).toBe(1);
  });
});

describe('messages', () => {
  const message = (id: number, from: string, text: string, clientId?: string) => ({
    type: 'message',
    id,
    from,
    text,
    at: expect.stringMatching(/^\d{4}-.*Z$/),
    ...(clientId && { clientId }),
  });

  it('numbers the messages of each chat and relays them to everyone in it, the sender included', async () => {
    const [ana, ben, eve] = await Promise.all([join('1', 'ana'), join('1', 'ben'), join('2', 'eve')]);
    ana.send({ type: 'message', text: 'hello', clientId: 'c1' });
    await ben.received(2);
    ben.send({ type: 'message', text: 'hi' });
    eve.send({ type: 'message', text: 'alone' });
    const expected = [JOINED, message(1, 'ana', 'hello', 'c1'), message(2, 'ben', 'hi')];
    expect(await ana.received(3)).toEqual(expected);
    expect(await ben.received(3)).toEqual(expected);
    expect(await eve.received(2)).toEqual([JOINED, message(1, 'eve', 'alone')]);
  });

  it('sends on joining what came after since, and everything it remembers to those who counted in another room', async () => {
    for (const text of ['a', 'b', 'c']) gateway.post('1', 'ana', text);
    const [late, uptodate, stranger] = await Promise.all([
      join('1', 'x', 1),
      join('1', 'x', 3),
      join('1', 'x', 3, 'before'),
    ]);
    const all = [message(1, 'ana', 'a'), message(2, 'ana', 'b'), message(3, 'ana', 'c')];
    expect(await late.received(3)).toEqual([JOINED, ...all.slice(1)]);
    expect(await stranger.received(4)).toEqual([JOINED, ...all]);
    expect(uptodate.frames).toEqual([JOINED]);
  });

  it('remembers the last 50', async () => {
    for (let n = 1; n <= 60; n += 1) gateway.post('1', 'ana', `${n}`);
    const client = await join('1', 'ben');
    const ids = (await client.received(51)).slice(1).map((frame) => (frame as { id: number }).id);
    expect(ids).toEqual(Array.from({ length: 50 }, (_, index) => index + 11));
  });

  it('answers the same message sent again with the one that is there', async () => {
    const ana = await join('1', 'ana');
    for (let time = 0; time < 3; time += 1) ana.send({ type: 'message', text: 'once', clientId: 'c1' });
    ana.send({ type: 'message', text: 'then' });
    const once = message(1, 'ana', 'once', 'c1');
    const frames = await ana.received(5);
    expect(frames.filter((frame) => frame.type === 'message' && frame.id === 1)).toEqual([once, once, once]);
    expect(frames).toContainEqual(message(2, 'ana', 'then'));
  });

  it('answers an application ping', async () => {
    const ana = await join('1', 'ana');
    ana.send({ type: 'ping' });
    expect(await ana.received(2)).toEqual([JOINED, { type: 'pong' }]);
  });

  it.each([
    ['that is too large', 'x'.repeat(64 * 1024 + 1), 1009],
    ['that is not JSON', '{', 1003],
    ['of no known type', '{"type":"shout"}', 1003],
    ['without a text', '{"type":"message"}', 1003],
    ['that is empty', 'null', 1003],
    ['that is binary', Buffer.from('{"type":"ping"}'), 1003],
  ])('closes on a frame %s', async (_case, frame, code) => {
    const client = await join('1', 'ana');
    client.sendRaw(frame);
    expect(await client.closed).toBe(code);
  });

  it('closes on text that is not UTF-8 with 1007', async () => {
    const client = await join('1', 'ana');
    client.sendRaw(Buffer.from([0xc3, 0x28]), { binary: false });
    expect(await client.closed).toBe(1007);
  });
});

describe('stopping', () => {
  it('closes every client with 1001, once, however often it is asked', async () => {
    const clients = await Promise.all([join('1', 'ana'), join('2', 'ben')]);
    await Promise.all([gateway.stop(), gateway.stop()]);
    expect(await Promise.all(clients.map((client) => client.closed))).toEqual([1001, 1001]);
    expect([gateway.connections.accepted(), gateway.connections.open()]).toEqual([2, 0]);
    await expect(fetch(`${gateway.url}/api/v1`)).rejects.toThrow('fetch failed');
  });

  it('starts again on the same port with its rooms and tokens', async () => {
    const token = await login('ana');
    gateway.post('1', 'ben', 'before');
    await gateway.stop();
    gateway.post('1', 'ben', 'meanwhile');
    await gateway.start();
    const client = new TestClient(gateway, '1', { token, since: '1' });
    expect(await client.received(2)).toMatchObject([JOINED, { id: 2, text: 'meanwhile' }]);
  });

  it('logs who came and went, and never a token', async () => {
    const token = await login('ana');
    const client = new TestClient(gateway, '1', { token });
    await client.received(1);
    await gateway.stop();
    const ms = /after \d+ ms$/;
    expect(lines.map((line) => line.replace(ms, 'after … ms'))).toEqual([
      'opened: chat "1", user "ana"',
      'closed: chat "1", user "ana", code 1001 after … ms',
    ]);
    expect(lines.join()).not.toContain(token);
  });

  it('as a process, ends by SIGTERM with 1001 to its clients and exit code 0', async () => {
    const main = fileURLToPath(new URL('main.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', main], {
      env: { ...process.env, PORT: '0', GATEWAY_DB: ':memory:' },
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    const port = await vi.waitFor(
      () => /localhost:(\d+)/.exec(output)?.[1] ?? expect.fail(`no address in: ${output}`),
      10_000,
    );
    const address = { url: `http://127.0.0.1:${port}` };
    const member = new TestClient(address, '1', { token: await login('ana', address) });
    await member.received(1);
    child.kill('SIGTERM');
    const [[exitCode], code] = await Promise.all([once(child, 'exit'), member.closed]);
    expect([exitCode, code]).toEqual([0, 1001]);
  });
});
