import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createFakePage } from '../../src/testing/index.js';
import { isIn, resting, serve, startRealSession } from '../integration/real-session.js';
import { acceptsAndAnswers } from '../support/raw-servers.js';
import { RemoteWebSocket, remote, throughProxy } from './real-network.js';

const HEARTBEAT = {
  ping: () => 'ping',
  intervalMs: 60_000,
  timeoutMs: 30_000,
  isPong: (data: unknown) => data === 'pong',
};

/** How long the link is gone: the fault itself, in a tenth of its time. */
const FLAP_MS = 300;

/** The proxy stands for the link: a namespace would need privileges. The page's signals come as browsers give them. */
const start = async (options = {}) => {
  const server = await serve(acceptsAndAnswers('pong'));
  const proxy = await throughProxy(server);
  const page = createFakePage();
  const session = startRealSession(remote(proxy), {
    ...resting,
    WebSocket: RemoteWebSocket,
    signals: page,
    ...options,
  });
  const opened: unknown[] = [];
  session.chats.on('open', ({ attempt, reconnected }) => opened.push({ attempt, reconnected }));
  session.chats.select('42');
  await session.until('42', isIn('open'));
  return {
    ...session,
    server,
    proxy,
    page,
    opened,
    failures: () => session.logged('connection.lost').concat(session.logged('attempt.failed')),
  };
};

test('[LI5, PL1] fault 15: a flap of the link costs a connection that answers nothing, and no message', async () => {
  const { page, proxy, chats, server, opened, failures, logged, until } = await start({ heartbeat: HEARTBEAT });
  const before = proxy.delivered.toServer;
  proxy.stall();
  page.goesOffline();
  const { status } = chats.get('42').send('across the flap');
  await setTimeout(FLAP_MS);
  expect([chats.get('42').getSnapshot().state, proxy.delivered.toServer]).toEqual(['open', before]);
  page.comesOnline();
  expect(chats.get('42').getSnapshot().phase).toBe('probing');
  proxy.flow();
  await until('42', ({ phase }) => phase === 'healthy');
  expect([status, server.upgrades.length, opened, failures(), logged('probe.sent').length]).toEqual([
    ...['sent', 1, [{ attempt: 0, reconnected: false }], [], 1],
  ]);
});

test('[LI5] fault 15: after a change of address a connection that cannot be tested is replaced, and counts no failure', async () => {
  const { page, proxy, server, opened, failures, until } = await start();
  proxy.strand();
  page.goesOffline();
  await setTimeout(2);
  page.comesOnline();
  await until('42', isIn('connecting', 'throttled', 'backoff'));
  await until('42', isIn('open', 'backoff', 'failed'));
  expect([server.upgrades.length, opened, failures()]).toEqual([
    2,
    [
      { attempt: 0, reconnected: false },
      { attempt: 0, reconnected: true },
    ],
    [],
  ]);
});

test('[PL1, AT2] fault 15: offline, while nothing can be reached, burns no attempt', async () => {
  const { page, proxy, server, opened, until, delays, logged } = await start();
  page.goesOffline();
  proxy.reset();
  const { phase, attempt } = await until('42', isIn('backoff'));
  expect([phase, attempt, delays()]).toEqual(['parked', 1, []]);
  await setTimeout(FLAP_MS);
  expect([server.upgrades.length, logged('attempt.started').length]).toEqual([1, 1]);
  page.comesOnline();
  await until('42', isIn('open'));
  expect(opened).toEqual([
    { attempt: 0, reconnected: false },
    { attempt: 1, reconnected: true },
  ]);
});
