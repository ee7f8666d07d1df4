import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ChatConnectionsOptions } from '../../src/index.js';
import { createFakeGateway, createVirtualClock } from '../../src/testing/index.js';
import { BareUrl, HostlessUrl } from '../support/bare-url.js';
import { startSession } from '../support/session.js';
import { leftOut } from './left-out.js';

afterEach(() => vi.unstubAllGlobals());

const STANDARD = URL;

/** A chat on a platform that has this `URL`; the fake gateway has the standard's all the same. */
const dialedWith = async (Url: typeof BareUrl, options: ChatConnectionsOptions) => {
  const clock = createVirtualClock();
  const gateway = createFakeGateway({ clock });
  class WebSocket extends gateway.WebSocket {
    constructor(url: string, protocols?: string | string[]) {
      vi.stubGlobal('URL', STANDARD);
      super(url, protocols);
      vi.stubGlobal('URL', Url);
    }
  }
  vi.stubGlobal('URL', Url);
  const session = startSession({ clock, WebSocket, ...options });
  session.chats.select('42');
  await clock.advanceAsync(0);
  return {
    ...session,
    urls: gateway.sockets.map(({ url }) => url),
    snapshot: session.at('42'),
    latest: gateway.latest,
  };
};

describe.each([
  ['answers nothing', BareUrl],
  ['knows no host of ws:', HostlessUrl],
])('where URL has no setters and %s', (_, Url) => {
  test.each<[string, () => ChatConnectionsOptions, string]>([
    ['a wss: gateway', () => ({ gateway: 'wss://chat.example' }), 'wss://chat.example/api/v1/chats/42/ws'],
    [
      'an https: gateway',
      () => ({ gateway: 'https://chat.example:8443' }),
      'wss://chat.example:8443/api/v1/chats/42/ws',
    ],
    ['a gateway as a URL', () => ({ gateway: new Url('http://chat.example') }), 'ws://chat.example/api/v1/chats/42/ws'],
    [
      'a query',
      () => ({ query: { token: 'a b', since: 3 } }),
      'wss://gateway.example/api/v1/chats/42/ws?token=a+b&since=3',
    ],
    [
      'a query that is asked for',
      () => ({ query: async () => new URLSearchParams('room=a&room=b') }),
      'wss://gateway.example/api/v1/chats/42/ws?room=a&room=b',
    ],
    [
      'url',
      () => ({ ...leftOut('gateway'), url: ({ chatId }) => `https://chat.example/${chatId}?token=t` }),
      'wss://chat.example/42?token=t',
    ],
  ])('[AT6] %s is dialed', async (_what, options, url) => {
    const { urls, snapshot } = await dialedWith(Url, options());
    expect([urls, snapshot.state]).toEqual([[url], 'open']);
  });

  test('[AT6] a bad gateway throws, and a bad address is misconfigured', async () => {
    const { snapshot } = await dialedWith(Url, { ...leftOut('gateway'), url: () => 'chat.example/42' });
    expect(snapshot.failure?.reason).toBe('misconfigured');
    expect(() => startSession({ gateway: 'wss://chat.example/x' })).toThrow('The option gateway must be');
  });

  test('[PL1] this machine is known', async () => {
    const { page, latest, at } = await dialedWith(Url, { gateway: 'ws://localhost:8083' });
    page.goesOffline();
    latest('42').peer.drops();
    expect(at('42').phase).toBe('waiting');
  });

  test('[OB3] the tokens of an address are known', async () => {
    const { latest, at } = await dialedWith(Url, {
      ...leftOut('gateway'),
      url: () => 'wss://ana:secret-word@chat.example/api/v1/chats/42/ws?token=a+token%2Fof+mine',
    });
    latest('42').peer.closes(4000, 'secret-word or a token/of mine or a+token%2Fof+mine');
    expect(at('42').lastClose?.reason).toBe('[redacted] or [redacted] or [redacted]');
  });
});
