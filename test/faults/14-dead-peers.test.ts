import { describe, expect, test, vi } from 'vitest';
import type { ChatConnectionsOptions, WebSocketLike } from '../../src/index.js';
import { CONSTRUCTORS, isIn, serve, startRealSession } from '../integration/real-session.js';
import { accepts } from '../support/raw-servers.js';
import { logIn, startGatewayProcess } from './gateway-process.js';
import { throughProxy } from './real-network.js';

const CLOSED = 3;
const OWN_CLOSE = { chatId: '42', code: 1000, reason: '', wasClean: true, willRetry: false };

interface Peer extends Pick<ChatConnectionsOptions, 'query'> {
  readonly origin: string;
  /** From now on it answers nothing. */
  die(): void;
}

const behindBlackHole = async (): Promise<Peer> => {
  const proxy = await throughProxy(await serve(accepts()));
  return { origin: proxy.origin, die: () => proxy.stall() };
};

const stoppedProcess = async (): Promise<Peer> => {
  const gateway = await startGatewayProcess();
  const query = async () => ({ token: await logIn(gateway, 'visitor') });
  return { origin: gateway.origin, query, die: () => gateway.stop() };
};

const PEERS: [string, () => Promise<Peer>][] = [
  ['behind a black hole', behindBlackHole],
  ['whose process is stopped', stoppedProcess],
];

describe.each(CONSTRUCTORS)('a dead peer of %s', (constructorName, WebSocket) => {
  const open = async (start: () => Promise<Peer>) => {
    const { origin, die, ...options } = await start();
    const dialed: WebSocketLike[] = [];
    class Watched extends WebSocket {
      constructor(url: string, protocols?: string | string[]) {
        super(url, protocols);
        dialed.push(this);
      }
    }
    const session = startRealSession(origin, { WebSocket: Watched, lingerMs: 0, ...options });
    const closes: unknown[] = [];
    session.chats.on('close', (event) => closes.push(event));
    session.chats.select('42');
    await session.until('42', isIn('open'));
    die();
    return { ...session, closes, dialed };
  };

  test.each(PEERS)(
    '[SE4, LI4] fault 14: %s is left at once; its socket is terminated where it can be',
    { timeout: 20_000 },
    async (_name, start) => {
      const { chats, closes, delays, dialed, until } = await open(start);
      const leftAt = performance.now();
      chats.select(null);
      await until('42', isIn('idle'));
      expect([closes, delays(), performance.now() - leftAt < 500]).toEqual([[OWN_CLOSE], [], true]);
      if (constructorName !== 'ws') return;
      await vi.waitFor(() => expect(dialed.map(({ readyState }) => readyState)).toEqual([CLOSED]), 5_000);
      expect(performance.now() - leftAt).toBeGreaterThanOrEqual(1_999);
      expect(closes).toEqual([OWN_CLOSE]);
    },
  );

  test.each(PEERS)('[EN1] fault 14: %s does not hold up dispose', { timeout: 20_000 }, async (_name, start) => {
    const { chats, closes, delays, dialed } = await open(start);
    const chat = chats.get('42');
    chats.dispose();
    expect([chat.getSnapshot().state, closes, delays(), dialed.length]).toEqual(['idle', [OWN_CLOSE], [], 1]);
  });
});
