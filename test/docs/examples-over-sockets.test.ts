import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { Inspector } from '../../src/inspect/index.js';
import { startGateway } from '../gateway/gateway.js';
import { startRawServer } from '../support/raw-servers.js';
import { startSession } from '../support/session.js';
import { blockAt, runExample } from './example.js';

/** A server that accepts every socket. */
const startServer = async () => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  return { server, origin: `ws://127.0.0.1:${(server.address() as AddressInfo).port}` };
};

test('Quick start of the README: logs in to the gateway, is told its states, and hears what was queued', async () => {
  const gateway = await startGateway();
  onTestFinished(() => gateway.stop());
  const { logger } = await runExample(blockAt('README.md', 'Quick start'), {
    origin: gateway.url,
    fetch: (path, init) => fetch(path.replace('http://localhost:8083', gateway.url), init),
  });
  const printed = () => logger.log.mock.calls.map(([text]) => text);
  await vi.waitUntil(() => printed().some((text) => text.includes('"text":"hello"')), { interval: 5 });
  expect(printed().map((text) => (text.startsWith('{') ? JSON.parse(text).type : text))).toEqual([
    ...['idle', 'connecting', 'connecting', 'connecting', 'open'],
    ...['joined', 'message'],
  ]);
});

test('A bot in Node: answers in every chat, and ends at SIGTERM', async () => {
  const { server, origin } = await startServer();
  const paths: (string | undefined)[] = [];
  const answered: Promise<string>[] = [];
  const closed: Promise<number>[] = [];
  server.on('connection', (socket, { url }) => {
    paths.push(url);
    answered.push(once(socket, 'message').then(([data]) => String(data)));
    closed.push(once(socket, 'close').then(([code]) => code));
    socket.send('ping?');
  });
  const { process } = await runExample(blockAt('docs/recipes.md', 'A bot in Node'), { origin });
  await vi.waitUntil(() => answered.length === 2, { interval: 5 });
  expect(await Promise.all(answered)).toEqual(['pong!', 'pong!']);
  process.emit('SIGTERM');
  expect(await Promise.all(closed)).toEqual([1000, 1000]);
  expect(paths.sort()).toEqual(['/api/v1/chats/general/ws', '/api/v1/chats/support/ws']);
});

test('Custom headers in Node: every handshake has the header', async () => {
  const { server, origin } = await startServer();
  const { lasting } = await runExample(blockAt('docs/recipes.md', 'Custom headers in Node'), { origin });
  lasting[0]?.select('42');
  const [, { headers }] = await once(server, 'connection');
  expect(headers.authorization).toBe('Bearer a-token');
});

test.each([
  [401, '', 'throttled', undefined],
  [403, '', 'failed', 'rejected'],
  [404, '', 'failed', 'rejected'],
  [503, 'Retry-After: 7\r\n', 'backoff', undefined],
  [500, '', 'backoff', undefined],
])('Refused handshakes in Node: a handshake refused with %d', async (status, header, state, reason) => {
  const server = await startRawServer((socket) => socket.end(`HTTP/1.1 ${status} No\r\n${header}\r\n`));
  onTestFinished(() => server.close());
  const { lasting } = await runExample(blockAt('docs/recipes.md', 'Refused handshakes in Node'), server);
  const chat = lasting[0]?.get('42');
  lasting[0]?.select('42');
  await vi.waitFor(() => expect(chat?.getSnapshot().lastFailure).not.toBe(null), { interval: 5 });
  const snapshot = chat?.getSnapshot();
  expect([snapshot?.state, snapshot?.failure?.reason, snapshot?.lastClose?.reason ?? '']).toEqual([
    state,
    reason,
    header === '' ? '' : 'retry-after=7',
  ]);
});

test('Inspection: prints where the viewer is, and serves it there', async () => {
  const print = vi.spyOn(console, 'log').mockReturnValue();
  onTestFinished(() => print.mockRestore());
  const { topLevel } = await runExample(blockAt('docs/inspection.md', 'Inspection', 2));
  const url = await (topLevel['inspector'] as Inspector).serve();
  expect(print.mock.calls).toEqual([[`evenkeel inspector: ${url}`]]);
  expect(await (await fetch(url ?? '')).text()).toContain('<title>');
});

describe('With @xstate/inspect, from Node', () => {
  const startShown = async () => {
    const { topLevel, logger } = await runExample(blockAt('docs/inspection.md', 'With @xstate/inspect', 2));
    const { server, bridge } = topLevel as { server: WebSocketServer; bridge: { next(event: never): void } };
    const session = startSession({ inspect: (event) => bridge.next(event as never) });
    onTestFinished(() => session.chats.dispose());
    await session.open('42');
    if (server.address() === null) await once(server, 'listening');
    const dial = (origin?: string) => {
      const viewer = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, {
        ...(origin && { origin }),
      });
      onTestFinished(() => viewer.terminate());
      return viewer;
    };
    const open = async (origin?: string) => {
      const viewer = dial(origin);
      await once(viewer, 'open');
      return viewer;
    };
    const isShown = async (viewer: WebSocket) => {
      viewer.send(JSON.stringify({ type: 'xstate.inspecting' }));
      const [frame] = await once(viewer, 'message');
      expect(JSON.parse(String(frame))).toMatchObject({ type: 'service.register', id: '42' });
    };
    return { server, session, logger, dial, open, isShown };
  };

  test('a viewer that connects is told of every chat: a program, and the page that was named', async () => {
    const { open, isShown } = await startShown();
    await isShown(await open());
    await isShown(await open('https://viewer.example'));
  });

  test.each(['https://elsewhere.example', 'http://localhost:8888', 'null'])(
    'a page of another origin is refused: %s',
    async (origin) => {
      const { dial, server } = await startShown();
      const [error] = await once(dial(origin), 'error');
      expect([error.message, server.clients.size]).toEqual(['Unexpected server response: 401', 0]);
    },
  );

  test.each<[string, string | Buffer]>([
    ['no JSON', '{'],
    ['nothing', ''],
    ['bytes', Buffer.from([0xff, 0, 0x80])],
    ['lists without end', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
    ['objects without end', `${'{"type":'.repeat(10_000)}0${'}'.repeat(10_000)}`],
    ['more than a command', `"${'x'.repeat(200_000)}"`],
  ])('a viewer that sends %s ends nothing', async (_what, sent) => {
    const uncaught = vi.fn();
    process.on('uncaughtException', uncaught);
    onTestFinished(() => void process.off('uncaughtException', uncaught));
    const { open, isShown } = await startShown();
    const attacker = await open();
    attacker.send(sent);
    attacker.send(JSON.stringify({ type: 'xstate.inspecting' }));
    await Promise.race([once(attacker, 'message'), once(attacker, 'close')]);
    await isShown(await open());
    expect(uncaught.mock.calls).toEqual([]);
  });

  test('a viewer that resets its connection, or sends what is no frame, ends nothing', async () => {
    const uncaught = vi.fn();
    process.on('uncaughtException', uncaught);
    onTestFinished(() => void process.off('uncaughtException', uncaught));
    const { server, open, isShown } = await startShown();
    const handshake =
      'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
    for (const resets of [true, false]) {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      socket.write(handshake);
      await once(socket, 'data');
      const [client] = server.clients;
      const closed = new Promise((resolve) => client?.on('close', resolve));
      if (resets) socket.resetAndDestroy();
      else socket.write('no frame');
      await closed;
      socket.destroy();
    }
    await isShown(await open());
    expect(uncaught.mock.calls).toEqual([]);
  });

  test('a viewer that does not read is cut off', async () => {
    const { server, session, open } = await startShown();
    const viewer = await open();
    const [client] = server.clients;
    viewer.pause();
    const closed = once(client as WebSocket, 'close');
    const bufferedAmount = { get: () => 16_000_001 };
    Object.defineProperty(client, 'bufferedAmount', bufferedAmount);
    session.chats.select('7');
    expect(await closed).toEqual([1006, Buffer.alloc(0)]);
  });

  test('says that its port is taken, and goes on', async () => {
    const { server, logger } = await startShown();
    server.emit('error', new Error('listen EADDRINUSE'));
    expect(logger.error.mock.calls).toEqual([['no viewer can connect:', 'listen EADDRINUSE']]);
  });
});

test('With @statelyai/inspect: an adapter is told of every chat', async () => {
  const { lasting, reader } = await runExample(blockAt('docs/inspection.md', 'With @statelyai/inspect'));
  lasting[0]?.select('42');
  await vi.waitUntil(() => reader.record.mock.calls.length > 0, { interval: 5 });
  expect(reader.record.mock.calls[0]).toMatchObject([{ type: '@xstate.actor', name: '42' }]);
});
