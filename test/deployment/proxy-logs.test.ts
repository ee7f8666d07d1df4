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
  deployment.gatewayIsAt();
  chats.select('1');
  await until('1', ({ attempt }) => attempt === 1);
  deployment.gatewayIsAt('127.0.0.1');
  await until('1', ({ attempt, state }) => attempt === 5 && state === 'open');
  const refusedOnce = until('1', ({ attempt }) => attempt === 7).then(() => chats.dispose());
  await Promise.all([server.close(), refusedOnce]);
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
  ]);
});

/** Requests without a query, and what the access log says of them when there is no gateway. */
const UNDERSTOOD = [
  ['GET /api/v1/chats/1/ws', '/api/v1/chats/1/ws 502'],
  ['GET /api/v1/chats/1/ws/', '/api/v1/chats/1/ws/ 502'],
  ['GET /api/v1/chats/1/ws%2F', '/api/v1/chats/1/ws%2F 502'],
  ['GET /api/v1/chats/a%0Ab/ws', '/api/v1/chats/a%0Ab/ws 502'],
  ['GET /api/v1/chats/a/ws%0A', '/api/v1/chats/a/ws%0A 502'],
  ['GET /api/v1/chats/%1B%7F/ws', '/api/v1/chats/%1B%7F/ws 502'],
  ['GET //api//v1/chats/1/./ws', '//api//v1/chats/1/./ws 502'],
  ['POST /api/v1/login', '/api/v1/login 502'],
  ['GET /missing.html', '/missing.html 404'],
  ['GET /missing/', '/missing/ 404'],
  ['GET https://chat.localhost/missing', '/missing 404'],
] as const;

/** Requests that are refused before it is known what they are for. */
const MALFORMED = [
  'GET /api/v1/chats/%00/ws',
  'GET /api/v1/chats/\x01/ws',
  'GET /api/v1/chats/1/ws?a\x01',
  'GET /%',
  'GET /../x',
  'GET x',
  '\x16\x03\x01 /',
  `GET /${'x'.repeat(20_000)}`,
];

test('[OB3] no log of nginx holds the query of any request, whatever the path and the mistake', async () => {
  const deployment = await deploy(await freePort());
  const ask = (line: string, host = 'chat.localhost') =>
    deployment.send(`${line}?token=${TOKEN} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  for (const [line] of UNDERSTOOD) await ask(line);
  for (const line of MALFORMED) expect(await ask(line)).toMatch(/^HTTP\/1\.1 4\d\d /);
  expect(await ask('GET /', 'elsewhere.example')).toMatch(/^HTTP\/1\.1 421 /);
  expect(await ask('GET /', 'no name')).toMatch(/^HTTP\/1\.1 400 /);
  await deployment.nginx.stop();

  const [accessLog, errorLog] = [await deployment.nginx.accessLog(), await deployment.nginx.errorLog()];
  expect([accessLog.includes(TOKEN), errorLog.includes(TOKEN)]).toEqual([false, false]);
  const lines = accessLog.trim().split('\n');
  const said = lines.map((line) => /\] \w+ (\S+ \d+), /.exec(line)?.[1]);
  expect(said.slice(0, UNDERSTOOD.length)).toEqual(UNDERSTOOD.map(([, answer]) => answer));
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
