import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ChatConnectionsOptions } from '../../src/index.js';
import { accepts, acceptsThenDrops, hangs, refuses, sequence } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';
import { leftOut } from './left-out.js';

afterEach(() => vi.unstubAllGlobals());

const dialed = async (options: ChatConnectionsOptions, chatId = '42') => {
  const session = startSession(options);
  await session.open(chatId);
  return session;
};

describe('the address', () => {
  test.each<[string, ChatConnectionsOptions, string]>([
    ['the defaults', {}, 'wss://gateway.example/api/v1/chats/42/ws'],
    ['an http gateway', { gateway: 'http://gateway.example:8083' }, 'ws://gateway.example:8083/api/v1/chats/42/ws'],
    [
      'an https gateway as a URL',
      { gateway: new URL('https://gateway.example') },
      'wss://gateway.example/api/v1/chats/42/ws',
    ],
    ['a path of its own', { path: '/rooms/:id' }, 'wss://gateway.example/rooms/42'],
    [
      'a query, null and undefined left out, names and values encoded',
      { query: { text: 'a b&c=d/é', count: 0, flag: false, none: null, nothing: undefined, 'a key': '' } },
      'wss://gateway.example/api/v1/chats/42/ws?text=a+b%26c%3Dd%2F%C3%A9&count=0&flag=false&a+key=',
    ],
    [
      'a query function',
      { query: ({ chatId, attempt }) => ({ chatId, attempt }) },
      'wss://gateway.example/api/v1/chats/42/ws?chatId=42&attempt=0',
    ],
  ])('[AT3] is made of %s', async (_, options, expected) => {
    const session = await dialed(options);
    expect([session.gateway.sockets.map(({ url }) => url), session.at('42').state]).toEqual([[expected], 'open']);
  });

  test.each([
    ['a/b?c#d', 'a%2Fb%3Fc%23d'],
    ['grüße 😀', 'gr%C3%BC%C3%9Fe%20%F0%9F%98%80'],
    ['$&', '%24%26'],
    ['...', '...'],
  ])('[AT3] holds the chat id %j as one segment', async (chatId, segment) => {
    const { gateway } = await dialed({}, chatId);
    expect(gateway.latest().url).toBe(`wss://gateway.example/api/v1/chats/${segment}/ws`);
  });

  test('[AT3] is what `url` answers, in place of gateway, path and query', async () => {
    const session = await dialed({
      ...leftOut('gateway'),
      url: async ({ chatId }) => new URL(`https://other.example/api/v1/chats/${chatId}/ws`),
    });
    expect(session.gateway.latest('42').url).toBe('wss://other.example/api/v1/chats/42/ws');
  });

  test('[AT3] is dialed at once, in the same call, where no function is asked', () => {
    const session = startSession();
    session.chats.select('42');
    expect([session.at('42').phase, session.dialedAt('42')]).toEqual(['dialing', [0]]);
  });

  test.each<[string, () => unknown]>([
    ['disposes of everything', () => 'dispose'],
    ['lets go of the chat', () => 'release'],
  ])('[AT3, EN1] is not dialed when its query %s', async (_, act) => {
    const session = startSession({
      query: () => {
        if (act() === 'dispose') session.chats.dispose();
        else session.chats.select(null);
        return {};
      },
    });
    session.chats.select('42');
    await session.clock.advanceAsync(100_000);
    expect([session.gateway.constructedAt, session.timers()]).toEqual([[], 0]);
  });
});

describe('the socket', () => {
  test.each<[string, ChatConnectionsOptions, string[]]>([
    ['none', {}, []],
    ['one', { protocols: 'chat.v2' }, ['chat.v2']],
    ['several', { protocols: ['chat.v2', 'chat.v1'] }, ['chat.v2', 'chat.v1']],
  ])('asks for the subprotocols given: %s', async (_, options, expected) => {
    const { gateway } = await dialed(options);
    expect(gateway.latest().protocols).toEqual(expected);
  });

  test.each<[ChatConnectionsOptions, string]>([
    [{}, 'arraybuffer'],
    [{ binaryType: 'blob' }, 'blob'],
  ])('[ME3] has its binaryType across reconnections: %j', async (options, expected) => {
    const session = startSession({ ...options, random: () => 0 });
    session.gateway.behave(sequence(acceptsThenDrops(), accepts()));
    await session.open('42');
    await session.clock.advanceAsync(2_000);
    expect(session.gateway.sockets.map(({ binaryType }) => binaryType)).toEqual([expected, expected]);
    session.gateway.latest().peer.sends(new Uint8Array([1, 2]));
    const data = session.events.find(({ type }) => type === 'message')?.event as { data: unknown } | undefined;
    expect(data?.data).toBeInstanceOf(expected === 'blob' ? Blob : ArrayBuffer);
  });

  test("[AT6] is made by the platform's constructor, looked up at the first attempt", async () => {
    vi.stubGlobal('WebSocket', undefined);
    const session = startSession(leftOut('WebSocket'));
    vi.stubGlobal('WebSocket', session.gateway.WebSocket);
    await session.open('42');
    expect([session.at('42').state, session.gateway.sockets.length]).toEqual(['open', 1]);
  });
});

describe('maxHandshakes', () => {
  const dialing = (options: ChatConnectionsOptions = {}) => {
    const session = startSession({ burstMs: 0, ...options });
    session.gateway.behave(hangs());
    for (let chat = 0; chat < 40; chat += 1) session.chats.retain(`chat-${chat}`);
    return session.gateway.sockets.length;
  };

  test('[AT4] is what the option says, else 32 outside a page', () => {
    expect([dialing({ maxHandshakes: 5 }), dialing()]).toEqual([5, 32]);
  });

  test('[AT4] is 1 in a page', () => {
    vi.stubGlobal('location', { protocol: 'https:', hostname: 'chat.example', host: 'chat.example' });
    expect([dialing({ maxHandshakes: 5 }), dialing()]).toEqual([5, 1]);
  });
});

describe('throttleMs, resolveTimeoutMs and connectTimeoutMs', () => {
  test('[AT2, AT3, AT4] are what the options say', async () => {
    const session = startSession({
      throttleMs: 300,
      resolveTimeoutMs: 500,
      connectTimeoutMs: 700,
      backoff: () => 0,
      query: ({ attempt }) => (attempt === 0 ? new Promise(() => undefined) : {}),
    });
    session.gateway.behave(sequence(hangs(), refuses()));
    session.chats.select('42');
    await session.clock.advanceAsync(2_000);
    const failures = session.logged('attempt.failed').slice(0, 3);
    expect(failures.map(({ at, durationMs }) => [at, durationMs])).toEqual([
      [500, 500],
      [1_200, 700],
      [1_200, 0],
    ]);
    expect(session.dialedAt('42')).toEqual([500, 1_200, 1_500, 1_800]);
  });
});
