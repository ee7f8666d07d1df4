import { describe, expect, test } from 'vitest';
import { CONSTRUCTORS, isIn, resting, serve, startRealSession } from '../integration/real-session.js';
import { accepts, hangs, type Script } from '../support/raw-servers.js';

const hangsForA: Script = (socket, request) =>
  (request.url?.includes('/chats/a/') ? hangs() : accepts())(socket, request);

describe.each(CONSTRUCTORS)('handshakes by %s', (_, WebSocket) => {
  test('[AT4] fault 8: where one runs at a time, a hung chat lets the healthy one open within its timeout', async () => {
    const server = await serve(hangsForA);
    const options = { ...resting, WebSocket, connectTimeoutMs: 150, maxHandshakes: 1 };
    const { chats, until } = startRealSession(server.origin, options);
    const startedAt = performance.now();
    chats.retain('a');
    chats.retain('b');
    expect(['a', 'b'].map((chatId) => chats.get(chatId).getSnapshot().phase)).toEqual(['dialing', 'awaiting-slot']);
    const healthy = await until('b', isIn('open', 'backoff'));
    const tookMs = performance.now() - startedAt;
    expect([healthy.state, healthy.attempt, healthy.lastFailure]).toEqual(['open', 0, null]);
    expect([tookMs >= 149, tookMs < 1_150]).toEqual([true, true]);
    expect(chats.get('a').getSnapshot().lastFailure).toEqual({
      kind: 'timeout',
      message: 'no handshake within 150 ms',
    });
  });

  test('[AT4, SE8] fault 8: where many run at once, the healthy one does not wait', async () => {
    const server = await serve(hangsForA);
    const { chats, until } = startRealSession(server.origin, { ...resting, WebSocket });
    chats.retain('a');
    chats.retain('b');
    await until('b', isIn('open'));
    expect(chats.get('a').getSnapshot()).toMatchObject({ state: 'connecting', phase: 'dialing', attempt: 0 });
  });
});
