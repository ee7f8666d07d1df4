import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { logIn, startGatewayProcess } from '../faults/gateway-process.js';
import { startTcpProxy } from '../support/tcp-proxy.js';
import { TestClient } from './test-client.js';

type GatewayProcess = Awaited<ReturnType<typeof startGatewayProcess>>;

/** How a client leaves: whether it resets the connection, and whether it waits for an answer before. */
interface Ending {
  readonly resets: boolean;
  readonly waits: boolean;
}

/** Unlike `once`, whatever errors there are. */
const told = (socket: Socket, event: 'data' | 'close') =>
  new Promise<void>((resolve) => socket.once(event, () => resolve()));

const PATIENCE_MS = 30;

/** Sends these bytes over a connection of its own, and leaves. */
const send = async (port: number, bytes: Buffer, { resets, waits }: Ending): Promise<void> => {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const closed = told(socket, 'close');
  await new Promise((sent) => socket.write(bytes, sent));
  if (waits) await Promise.race([told(socket, 'data'), closed, setTimeout(PATIENCE_MS)]);
  if (resets) socket.resetAndDestroy();
  else socket.destroy();
  await closed;
};

const serves = async (port: number) => {
  const { status } = await fetch(`http://127.0.0.1:${port}/api/v1`);
  expect(status).toBe(200);
};

const takesMessages = async (gateway: GatewayProcess) => {
  const url = `http://127.0.0.1:${gateway.port}`;
  const client = new TestClient({ url }, 'after', { token: await logIn(gateway, 'ana') });
  await client.received(1);
  client.send({ type: 'message', text: 'hello' });
  expect(await client.received(2)).toMatchObject([{ type: 'joined' }, { text: 'hello' }]);
  client.close();
};

const UPGRADE = [
  'Host: gateway',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

const request = (line: string, headers: readonly string[] = ['Host: gateway']) =>
  Buffer.from(`${[`${line} HTTP/1.1`, ...headers].join('\r\n')}\r\n\r\n`, 'latin1');

describe('no request ends the gateway', () => {
  const endings: Ending[] = [true, false].flatMap((resets) => [true, false].map((waits) => ({ resets, waits })));

  const KNOWN: readonly [what: string, bytes: Buffer][] = [
    ['GET //', request('GET //')],
    ['an upgrade to //', request('GET //', UPGRADE)],
    ['an upgrade to an unknown path', request('GET /elsewhere', UPGRADE)],
    ['an upgrade to a chat', request('GET /api/v1/chats/1/ws', UPGRADE)],
    ['a malformed upgrade to a chat', request('GET /api/v1/chats/1/ws', UPGRADE.slice(0, 3))],
    ['a login that is cut off', request('POST /api/v1/login', ['Host: gateway', 'Content-Length: 100'])],
  ];

  it('those that look harmless, however the client leaves', async () => {
    const gateway = await startGatewayProcess();
    const endedBy: string[] = [];
    for (const [what, bytes] of KNOWN) {
      for (const ending of endings) for (let time = 0; time < 5; time += 1) await send(gateway.port, bytes, ending);
      await serves(gateway.port).catch(() => endedBy.push(what));
    }
    expect(endedBy).toEqual([]);
    await takesMessages(gateway);
  });

  const TARGETS = [
    '//',
    '/',
    '*',
    '',
    ':80',
    '@',
    '//[',
    '///x',
    '/\\',
    '/?',
    '/%',
    '/#',
    'http://',
    'http://[',
    'x:y',
  ];
  const PATHS = ['', '/login', '/chats/1/ws', '/chats/1/ws/', '/chats/%E0%A4%A/ws', '/chats//ws', '/chats/a%00b/ws'];
  const QUERIES = ['', '?', '?token=%', '?token=a&since=-1', '?since=1e99&room=%00', '?%ff'];
  const HEADERS = [
    ...UPGRADE,
    'Upgrade: h2c',
    'Connection: keep-alive',
    'Connection: close',
    'Sec-WebSocket-Version: x',
    'Sec-WebSocket-Key: x',
    'Sec-WebSocket-Protocol: ,',
    'Sec-WebSocket-Extensions: permessage-deflate; x="',
    'Origin: null',
    'Origin: http://localhost:3000',
    'Content-Length: 4',
    'Content-Length: x',
    'Transfer-Encoding: chunked',
    'Expect: 100-continue',
    'Expect: x',
    `Cookie: ${'x'.repeat(20_000)}`,
    'no header',
    '\xff\x00: \x01',
  ];
  const from = (...texts: readonly string[]) => fc.constantFrom(...texts);
  const target = fc.oneof(
    from(...TARGETS),
    fc.tuple(from(...PATHS), from(...QUERIES)).map(([path, query]) => `/api/v1${path}${query}`),
    fc.string({ maxLength: 20 }),
  );
  const headers = fc.oneof(
    fc.subarray(HEADERS),
    fc.subarray(HEADERS).map((more) => [...UPGRADE, ...more]),
    fc.constant(UPGRADE),
  );
  const method = from('GET', 'HEAD', 'POST', 'OPTIONS', 'CONNECT', 'PUT', 'PRI', 'x');
  const bytesSent = fc
    .record({
      line: fc.tuple(method, target).map((parts) => parts.join(' ')),
      headers,
      body: fc.uint8Array({ maxLength: 40 }),
      lost: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat({ max: 120 })),
    })
    .map(({ line, headers: sent, body, lost }) => {
      const whole = Buffer.concat([request(line, sent), body]);
      return whole.subarray(0, Math.max(1, whole.length - lost));
    });

  it.each([
    ['as it is', 300],
    ['behind the line of npm start', 100],
  ])('any of these, in a row: %s', async (where, numRuns) => {
    const gateway = await startGatewayProcess();
    const line = await startTcpProxy(gateway.origin);
    onTestFinished(() => line.close());
    const port = where === 'as it is' ? gateway.port : Number(new URL(line.origin).port);
    const ending = fc.record({ resets: fc.boolean(), waits: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(bytesSent, ending, async (bytes, leaves) => {
        await send(port, bytes, leaves);
        await serves(port);
      }),
      { seed: 1, numRuns, endOnFailure: true },
    );
    await takesMessages(gateway);
  });
});
