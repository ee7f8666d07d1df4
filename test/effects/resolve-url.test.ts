import { describe, expect, test } from 'vitest';
import type { AttemptRequest } from '../../src/contract/options.js';
import { createAddressResolver } from '../../src/effects/resolve-url.js';
import { Secrets } from '../../src/effects/secrets.js';
import { RejectedError } from '../../src/index.js';

type Options = Parameters<typeof createAddressResolver>[0];

const GATEWAY = 'ws://gateway.example';
const PATH = '/api/v1/chats/:id/ws';

const OPTIONS: Options = {
  gateway: GATEWAY,
  path: PATH,
  query: '',
  url: undefined,
  protocols: [],
  upgradeInsecure: true,
};

const request = (chatId = '42'): AttemptRequest => ({
  chatId,
  attempt: 0,
  trigger: 'wanted',
  signal: new AbortController().signal,
});

const resolverOf = (options: Partial<Options> = {}, findGateway = () => 'ws://found.example', isPageSecure = false) => {
  const { isLoopback, resolve } = createAddressResolver(
    { ...OPTIONS, ...options },
    findGateway,
    () => isPageSecure,
    new Secrets([]),
  );
  return {
    isLoopback,
    resolve: ({ signal, ...attempt }: AttemptRequest) => resolve(attempt, () => signal),
  };
};

const plain = (url: string, host: string, more = {}) => ({
  address: { url, host, isLoopback: false, isUpgraded: false, ...more },
  protocols: [],
});

describe('createAddressResolver', () => {
  test('[AT3] answers at once where no user code is asked', () => {
    const resolver = resolverOf({ gateway: 'https://gateway.example', query: 'tab=7' });
    expect(resolver.resolve(request('a/b'))).toEqual(
      plain('wss://gateway.example/api/v1/chats/a%2Fb/ws?tab=7', 'gateway.example'),
    );
  });

  test('[AT3] makes no signal where no user code is asked', () => {
    const { resolve } = createAddressResolver(
      OPTIONS,
      () => GATEWAY,
      () => false,
      new Secrets([]),
    );
    const { signal, ...attempt } = request();
    let asked = 0;
    resolve(attempt, () => {
      asked += 1;
      return signal;
    });
    expect(asked).toBe(0);
  });

  test('[AT3] asks the query anew for every attempt, with the request', async () => {
    const asked: AttemptRequest[] = [];
    const resolver = resolverOf({ query: (one) => ({ serial: asked.push(one) }) });
    const requests = [request(), request()];
    const answers = [];
    for (const one of requests) answers.push(await resolver.resolve(one));
    expect({ asked, answers }).toEqual({
      asked: requests,
      answers: [1, 2].map((serial) =>
        plain(`ws://gateway.example/api/v1/chats/42/ws?serial=${serial}`, 'gateway.example'),
      ),
    });
  });

  test('[AT3] takes the whole address from url, a string or a URL, and knows no host before', async () => {
    const resolver = resolverOf({
      gateway: undefined,
      url: ({ chatId }) => new URL(`https://other.example:444/${chatId}`),
    });
    expect([resolver.isLoopback(), await resolver.resolve(request())]).toEqual([
      null,
      plain('wss://other.example:444/42', 'other.example:444'),
    ]);
  });

  test('finds the gateway once, at the first attempt', () => {
    let found = 0;
    const resolver = resolverOf({ gateway: undefined }, () => {
      found += 1;
      return 'ws://localhost:8083';
    });
    const before = found;
    const isLoopback = resolver.isLoopback();
    resolver.resolve(request());
    const answer = resolver.resolve(request());
    expect({ before, found, isLoopback, answer }).toEqual({
      before: 0,
      found: 1,
      isLoopback: true,
      answer: plain('ws://localhost:8083/api/v1/chats/42/ws', 'localhost:8083', { isLoopback: true }),
    });
  });

  test('[AT3] makes a throw and a rejection one ordinary failure', async () => {
    const throwing = resolverOf({
      query: () => {
        throw new Error('no session');
      },
    });
    const rejecting = resolverOf({ url: () => Promise.reject('no session') });
    const expected = { verdict: 'retry', message: 'the address was not obtained: no session' };
    expect([await throwing.resolve(request()), await rejecting.resolve(request())]).toEqual([expected, expected]);
  });

  test('[AT3] makes a RejectedError fatal, that of another copy of the package too', async () => {
    const own = resolverOf({ query: () => Promise.reject(new RejectedError('signed out')) });
    const others = resolverOf({
      query: () => Promise.reject(Object.assign(new Error('signed out'), { code: 'ERR_REJECTED' })),
    });
    const expected = { verdict: 'fatal', message: 'the address was not obtained: signed out' };
    expect([await own.resolve(request()), await others.resolve(request())]).toEqual([expected, expected]);
  });

  test.each<[string, Options['url']]>([
    ['a relative address', () => '/chats/42'],
    ['an empty one', () => ''],
    ['another scheme', () => 'ftp://gateway.example/'],
    ['a fragment', () => 'ws://gateway.example/#top'],
    ['an empty fragment', () => 'ws://gateway.example/#'],
    ['a port that is none', () => 'ws://gateway.example:99999/'],
    ['nothing', () => undefined as unknown as string],
  ])('[AT6] takes %s for a misconfiguration', async (_, url) => {
    expect(await resolverOf({ url }).resolve(request())).toEqual({
      verdict: 'misconfigured',
      message: expect.stringMatching(/^The address must be .*; received /),
    });
  });

  test.each([
    ['no record', 'token'],
    ['an array', ['token']],
    ['a record of records', { token: {} }],
    ['null', null],
    ['nothing', undefined],
    ['a Map', new Map([['token', 'a-ticket-of-mine']])],
    ['a Response', new Response('a-ticket-of-mine')],
  ])('[AT6] takes a query that is %s for a misconfiguration', async (_, query) => {
    expect(await resolverOf({ query: () => query as never }).resolve(request())).toEqual({
      verdict: 'misconfigured',
      message: expect.stringMatching(/^The query/),
    });
  });

  test('upgrades a plain address on a secure page, but not to this machine', async () => {
    const secure = (url: string) => resolverOf({ url: () => url }, undefined, true).resolve(request());
    expect([await secure('ws://gateway.example/x'), await secure('ws://127.0.0.1:1/x')]).toEqual([
      plain('wss://gateway.example/x', 'gateway.example', { isUpgraded: true }),
      plain('ws://127.0.0.1:1/x', '127.0.0.1:1', { isLoopback: true }),
    ]);
  });

  test('[OB3] keeps what is secret in an address out of what goes wrong next', async () => {
    const answers = [
      () => ({ ticket: 'a-ticket-of-mine' }),
      () => Promise.reject(new Error('a-ticket-of-mine is used up')),
    ];
    const resolver = resolverOf({ query: () => answers.shift()?.() ?? {} });
    const first = await resolver.resolve(request());
    expect([first, await resolver.resolve(request())]).toEqual([
      plain('ws://gateway.example/api/v1/chats/42/ws?ticket=a-ticket-of-mine', 'gateway.example'),
      { verdict: 'retry', message: 'the address was not obtained: [redacted] is used up' },
    ]);
  });
});
