import { expect, test } from 'vitest';
import { serve } from '../integration/real-session.js';
import { freePort } from '../support/free-port.js';
import { accepts, answersGarbage, hangs, resets, sequence } from '../support/raw-servers.js';
import { deploy, useNginx } from './deployment.js';
import { TEMPLATE } from './nginx.js';

useNginx();

const TOKEN = 'a-token-that-no-log-may-hold';

/** An access log's lines: of which path, and with which status. */
const answers = (accessLog: string) =>
  [...accessLog.matchAll(/ GET (\S+) (\d+), /g)].map(([, path, status]) => [path, status]);

test('[OB3] no log of nginx holds the query of a socket, however the gateway fails; the access log says how it did', async () => {
  const server = await serve(
    sequence(
      resets(),
      answersGarbage(),
      hangs(),
      accepts((socket) => void setImmediate(() => socket.resetAndDestroy())),
      accepts(),
    ),
  );
  const deployment = await deploy(Number(new URL(server.origin).port), { READ_TIMEOUT: '1s' });
  const { chats, until } = deployment.connect({ query: { token: TOKEN } });
  deployment.gatewayIsAt(null);
  chats.select('1');
  await until('1', ({ attempt }) => attempt === 1);
  deployment.gatewayIsAt('127.0.0.1');
  await until('1', ({ attempt, state }) => attempt === 5 && state === 'open');
  const refusedOnce = until('1', ({ attempt }) => attempt === 7).then(() => chats.dispose());
  await Promise.all([server.close(), refusedOnce]);
  await deployment.ask('/api/v1');
  await deployment.nginx.stop();

  const [accessLog, errorLog] = [await deployment.nginx.accessLog(), await deployment.nginx.errorLog()];
  expect([accessLog.includes(TOKEN), errorLog.includes(TOKEN)]).toEqual([false, false]);
  const socket = '/api/v1/chats/1/ws';
  expect(answers(accessLog)).toEqual([
    [socket, '502'], // no such name
    [socket, '502'], // reset
    [socket, expect.any(String)], // garbage: the versions differ
    [socket, '504'], // no answer
    [socket, '101'], // reset when open
    [socket, '101'], // lost when the gateway ended
    [socket, '502'], // refused
    ['/api/v1', '502'],
  ]);
  expect(errorLog).toContain('request: "GET /api/v1 HTTP/1.1"');
});

test('[OB3] without that line of its configuration the error log would hold it', async () => {
  const line = 'error_log stderr emerg;';
  expect(TEMPLATE).toContain(line);
  const deployment = await deploy(await freePort(), {}, TEMPLATE.replace(line, ''));
  const { chats, until } = deployment.connect({ query: { token: TOKEN } });
  chats.select('1');
  await until('1', ({ attempt }) => attempt === 1);
  expect(await deployment.nginx.errorLog()).toContain(`request: "GET /api/v1/chats/1/ws?token=${TOKEN} HTTP/1.1"`);
});
