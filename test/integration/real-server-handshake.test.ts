import { describe, expect, test, vi } from 'vitest';
import { accepts, hangs, refuses, resets, sequence } from '../support/raw-servers.js';
import { CONSTRUCTORS, isIn, serve, startRealSession } from './real-session.js';

describe.each(CONSTRUCTORS)('a handshake by %s', (constructorName, WebSocket) => {
  const isWs = constructorName === 'ws';
  /** Node's own WebSocket keeps the connection of a handshake that it was told to close: its state alone can be seen. */
  const closesHandshakes = isWs;

  test('[AT1] opens one connection, which is closed with dispose', async () => {
    const server = await serve(accepts());
    const { chats, until } = startRealSession(server.origin, { WebSocket, query: { serial: 1 } });
    chats.select('a b');
    await until('a b', isIn('open'));
    expect(server.upgrades.map(({ url }) => url.pathname + url.search)).toEqual(['/api/v1/chats/a%20b/ws?serial=1']);
    chats.dispose();
    await vi.waitFor(() => expect(server.connections).toBe(0));
  });

  test('[SE4, AT5] that is released closes its socket at once', async () => {
    const server = await serve(hangs());
    const { chats, until, delays } = startRealSession(server.origin, { WebSocket });
    const release = chats.select('42');
    await vi.waitFor(() => expect(server.connections).toBe(1));
    release();
    await until('42', isIn('idle'));
    expect(delays()).toEqual([]);
    await vi.waitFor(() => expect(server.connections).toBe(closesHandshakes ? 0 : 1));
  });

  test('[AT3, RE3] that is refused for a while is made again, with a new address each time', async () => {
    const server = await serve(sequence(refuses(503), resets(), refuses(403), accepts()));
    let serial = 0;
    const query = async ({ attempt }: { attempt: number }) => {
      serial += 1;
      return { attempt, serial };
    };
    const { chats, until } = startRealSession(server.origin, { WebSocket, query });
    chats.select('42');
    const { attempt } = await until('42', isIn('open'));
    expect([attempt, server.upgrades.map(({ url }) => url.search)]).toEqual([
      3,
      ['?attempt=0&serial=1', '?attempt=1&serial=2', '?attempt=2&serial=3', '?attempt=3&serial=4'],
    ]);
  });

  test('[AT5] that is refused is told of as the platform tells it', async () => {
    const server = await serve(refuses(401));
    const { chats, until } = startRealSession(server.origin, { WebSocket, maxAttempts: 0 });
    chats.select('42');
    const { lastFailure } = await until('42', isIn('failed'));
    expect(lastFailure).toEqual({
      kind: 'handshake',
      message: isWs
        ? 'the handshake failed: Unexpected server response: 401'
        : expect.stringMatching(/^the handshake failed: ./),
    });
  });

  test('[AT5] that reaches nobody is told of as the platform tells it', async () => {
    const server = await serve(refuses(401));
    await server.close();
    const { chats, until } = startRealSession(server.origin, { WebSocket, maxAttempts: 0 });
    chats.select('42');
    const { lastFailure } = await until('42', isIn('failed'));
    expect(lastFailure?.message).toMatch(isWs ? /ECONNREFUSED/ : /^the handshake failed: ./);
  });

  test('[AT2] is made no sooner than the throttle after the last one', async () => {
    const server = await serve(refuses(503));
    const dialedAt: number[] = [];
    class TimedWebSocket extends WebSocket {
      constructor(url: string, protocols?: string | string[]) {
        dialedAt.push(performance.now());
        super(url, protocols);
      }
    }
    const options = { WebSocket: TimedWebSocket, throttleMs: 60, maxAttempts: 5, backoff: () => 0 };
    const { chats, until } = startRealSession(server.origin, options);
    chats.select('42');
    await until('42', isIn('failed'));
    const gaps = dialedAt.slice(1).map((at, index) => at - (dialedAt[index] ?? 0));
    expect([gaps.length, server.upgrades.length]).toEqual([5, 6]);
    // Node's timers are exact to the millisecond.
    expect(Math.min(...gaps)).toBeGreaterThan(59);
  });

  test('[AT6] is not made of an address that the constructor refuses', async () => {
    const { chats, until } = startRealSession('', { WebSocket, url: () => 'ws://127.0.0.1:99999/' });
    chats.select('42');
    const { failure } = await until('42', isIn('failed'));
    expect(failure?.reason).toBe('misconfigured');
  });
});
