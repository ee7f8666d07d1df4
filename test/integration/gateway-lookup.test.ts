import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ChatConnectionsOptions } from '../../src/index.js';
import { startSession } from '../support/session.js';
import { leftOut } from './left-out.js';

const DOCKER_FILE = '/.dockerenv';

const builtin = process.getBuiltinModule;

/** What is asked of the file system. Node's own is left to everybody else. */
const stubFiles = (...files: string[]) => {
  const existsSync = vi.fn((path: string) => files.includes(path));
  vi.spyOn(process, 'getBuiltinModule').mockImplementation(((id: string) =>
    id === 'node:fs' ? { existsSync } : builtin(id)) as typeof builtin);
  return existsSync;
};

const stubPage = (url: string) => {
  const { protocol, hostname, host, origin } = new URL(url);
  vi.stubGlobal('location', { protocol, hostname, host, origin });
};

/** Node outside a container, wherever the tests run. */
beforeEach(() => {
  stubFiles();
  vi.stubEnv('CHAT_GATEWAY_URL', undefined);
  vi.stubEnv('KUBERNETES_SERVICE_HOST', undefined);
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const startWithoutGateway = (options: ChatConnectionsOptions = {}) =>
  startSession({ ...leftOut('gateway'), burstMs: 0, ...options });

const originDialed = async () => {
  const session = startWithoutGateway();
  await session.open('42');
  return new URL(session.gateway.latest('42').url).origin;
};

describe('the gateway, when none is given', () => {
  test.each([
    ['http://localhost:5173', 'ws://localhost:8083'],
    ['https://localhost:5173', 'ws://localhost:8083'],
    ['http://127.0.0.1', 'ws://127.0.0.1:8083'],
    ['http://[::1]:3000', 'ws://[::1]:8083'],
    ['https://chat.example', 'wss://chat.example'],
    ['https://chat.example:8443', 'wss://chat.example:8443'],
    ['http://chat.example:8080', 'ws://chat.example:8080'],
    ['blob:https://chat.example:8443/a-uuid', 'wss://chat.example:8443'],
    ['blob:http://chat.example/a-uuid', 'ws://chat.example'],
  ])('of a page on %s is %s', async (page, gateway) => {
    stubPage(page);
    expect(await originDialed()).toBe(gateway);
  });

  test('of Node outside a container is local', async () => {
    expect(await originDialed()).toBe('ws://localhost:8083');
  });

  test('of a program that may read neither its environment nor files is local', async () => {
    const refuse = (): never => {
      throw new Error('Requires env access, run again with the --allow-env flag');
    };
    vi.stubGlobal('process', { env: new Proxy({}, { get: refuse }), getBuiltinModule: refuse });
    expect(await originDialed()).toBe('ws://localhost:8083');
  });

  test('of Node in a container is the gateway beside it', async () => {
    stubFiles(DOCKER_FILE);
    expect(await originDialed()).toBe('ws://api_gateway:8083');
  });

  test("of Node in an orchestrator's container too", async () => {
    vi.stubEnv('KUBERNETES_SERVICE_HOST', '10.0.0.1');
    expect(await originDialed()).toBe('ws://api_gateway:8083');
  });

  test.each([
    ['Node', () => undefined],
    ['a container', () => stubFiles(DOCKER_FILE)],
    ['a page on localhost', () => stubPage('http://localhost:5173')],
    ['a page elsewhere', () => stubPage('https://chat.example')],
  ])('is that of the environment, where there is one: %s', async (_, arrange) => {
    arrange();
    vi.stubEnv('CHAT_GATEWAY_URL', 'https://other.example');
    expect(await originDialed()).toBe('wss://other.example');
  });

  test('[SE1] is looked for at the first attempt, not before, and once', async () => {
    const existsSync = stubFiles();
    const session = startWithoutGateway();
    session.chats.get('42').subscribe(() => undefined);
    const before = existsSync.mock.calls.length;
    vi.stubEnv('CHAT_GATEWAY_URL', 'ws://first.example');
    await session.open('a');
    vi.stubEnv('CHAT_GATEWAY_URL', 'ws://second.example');
    await session.open('b');
    expect([before, session.gateway.sockets.map(({ url }) => new URL(url).host)]).toEqual([
      0,
      ['first.example', 'first.example'],
    ]);
  });

  test('is not looked for where it is given, nor beside `url`', async () => {
    const existsSync = stubFiles();
    vi.stubEnv('CHAT_GATEWAY_URL', 'nonsense');
    const given = startSession();
    await given.open('42');
    const asked = startWithoutGateway({ url: () => 'wss://asked.example/api/v1/chats/42/ws' });
    await asked.open('42');
    expect([given.at('42').state, asked.at('42').state, existsSync.mock.calls]).toEqual(['open', 'open', []]);
  });

  test.each<[string, () => void]>([
    ['names none in the environment', () => vi.stubEnv('CHAT_GATEWAY_URL', 'ftp://gateway.example')],
    ['is a page without a host', () => vi.stubGlobal('location', { protocol: 'file:', hostname: '', host: '' })],
  ])('[AT6] fails the chat where it %s', async (_, arrange) => {
    arrange();
    const session = startWithoutGateway();
    await session.open('42');
    const { failure, lastFailure } = session.at('42');
    expect([failure?.reason, lastFailure?.kind, session.gateway.constructedAt]).toEqual([
      'misconfigured',
      'address',
      [],
    ]);
  });

  test('[AT6] that was not found is looked for again by retry()', async () => {
    vi.stubEnv('CHAT_GATEWAY_URL', 'ftp://gateway.example');
    const session = startWithoutGateway();
    await session.open('42');
    vi.stubEnv('CHAT_GATEWAY_URL', 'ws://gateway.example');
    session.chats.get('42').retry();
    await session.clock.advanceAsync(2_000);
    expect(session.at('42').state).toBe('open');
  });
});

describe('a page on https:', () => {
  const upgraded = async (options: ChatConnectionsOptions, page = 'https://chat.example') => {
    stubPage(page);
    const session = startSession({ burstMs: 0, ...options });
    await session.open('42');
    const { url } = session.gateway.latest('42');
    return { url, log: session.logged('address.upgraded').map(({ level, chatId }) => ({ level, chatId })) };
  };
  const LOGGED = [{ level: 'warn', chatId: '42' }];
  const address = (origin: string) => `${origin}/api/v1/chats/42/ws`;

  test.each<[string, ChatConnectionsOptions, string, object[]]>([
    ['a ws: gateway is upgraded', { gateway: 'ws://gateway.example' }, address('wss://gateway.example'), LOGGED],
    [
      'an http: gateway is upgraded',
      { gateway: 'http://gateway.example:81' },
      address('wss://gateway.example:81'),
      LOGGED,
    ],
    [
      'a ws: address from `url` is upgraded',
      { ...leftOut('gateway'), url: () => address('ws://gateway.example') },
      address('wss://gateway.example'),
      LOGGED,
    ],
    ['a wss: gateway needs it not', { gateway: 'wss://gateway.example' }, address('wss://gateway.example'), []],
    ['loopback is left alone', { gateway: 'ws://127.0.0.1:8083' }, address('ws://127.0.0.1:8083'), []],
    ['localhost is left alone', { gateway: 'ws://localhost:8083' }, address('ws://localhost:8083'), []],
  ])('never gets a ws: address to another host: %s, and the log says so', async (_, options, url, log) => {
    expect(await upgraded(options)).toEqual({ url, log });
  });

  const kept = { upgradeInsecure: false };

  test.each<[string, ChatConnectionsOptions, string, object[]]>([
    ['a ws: gateway', { ...kept, gateway: 'ws://gateway.example' }, address('ws://gateway.example'), []],
    ['an http: gateway', { ...kept, gateway: 'http://gateway.example' }, address('ws://gateway.example'), []],
    [
      'a ws: address from `url`',
      { ...leftOut('gateway'), ...kept, url: () => address('ws://gateway.example') },
      address('ws://gateway.example'),
      [],
    ],
    ['a wss: gateway', { ...kept, gateway: 'wss://gateway.example' }, address('wss://gateway.example'), []],
  ])('[AT6] without upgradeInsecure takes %s as it was named', async (_, options, url, log) => {
    expect(await upgraded(options)).toEqual({ url, log });
  });

  test('[AT6] without upgradeInsecure upgrades a gateway that nobody named', async () => {
    vi.stubEnv('CHAT_GATEWAY_URL', 'ws://gateway.example');
    expect(await upgraded({ ...leftOut('gateway'), ...kept })).toEqual({
      url: address('wss://gateway.example'),
      log: LOGGED,
    });
  });

  test('[AT6] is also where a worker was made of a Blob', async () => {
    const url = address('wss://gateway.example');
    expect(await upgraded({ gateway: 'ws://gateway.example' }, 'blob:https://chat.example/a-uuid')).toEqual({
      url,
      log: LOGGED,
    });
  });

  test('[OB3] is told without the query', async () => {
    stubPage('https://chat.example');
    const session = startSession({ gateway: 'ws://gateway.example', query: { ticket: 'a-ticket-of-mine' } });
    await session.open('42');
    expect(JSON.stringify(session.records)).not.toContain('a-ticket-of-mine');
    expect(session.logged('address.upgraded')).toHaveLength(1);
  });
});

test('a page on http: is not upgraded', async () => {
  stubPage('http://chat.example');
  const session = startSession({ gateway: 'ws://gateway.example' });
  await session.open('42');
  expect([session.gateway.latest('42').url, session.logged('address.upgraded')]).toEqual([
    'ws://gateway.example/api/v1/chats/42/ws',
    [],
  ]);
});
