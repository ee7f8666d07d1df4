import { describe, expect, test, vi } from 'vitest';
import { CONSTRUCTORS, isIn, resting, serve, startRealSession } from '../integration/real-session.js';
import { accepts, type Script } from '../support/raw-servers.js';

describe.each(CONSTRUCTORS)('a handshake by %s', (constructorName, WebSocket) => {
  /** Node's own WebSocket keeps the connection of a handshake that it was told to close: what we see of it is closed. */
  const closesHandshakes = constructorName === 'ws';

  test('[SE4, AT7] fault 7: accepted after the chat was let go, is closed and opens nothing', async () => {
    let accept = () => {};
    const server = await serve((socket, request) => {
      accept = () => accepts()(socket, request);
    });
    const { chats, until, logged } = startRealSession(server.origin, { WebSocket });
    chats.select('42');
    await vi.waitFor(() => expect(server.upgrades).toHaveLength(1));
    chats.select(null);
    await until('42', isIn('idle'));
    if (closesHandshakes) await vi.waitFor(() => expect(server.connections).toBe(0));
    accept();
    server.behave(accepts());
    // What was answered later has opened: the other answer has come as well.
    chats.retain('7');
    await until('7', isIn('open'));
    expect([chats.get('42').getSnapshot().state, logged('attempt.cancelled').length]).toEqual(['idle', 1]);
    expect(logged('attempt.opened').map(({ chatId }) => chatId)).toEqual(['7']);
  });

  test('[AT5, AT7] fault 7: accepted about when it times out, opens or fails, and the loser is closed', async () => {
    const timeoutMs = 500;
    // From at once to long after the timeout, with most close to it.
    const answersAfterMs = [0, 450, 480, 490, 495, 498, 499, 500, 501, 502, 505, 510, 520, 1_500];
    const pending = new Set<unknown>();
    const acceptsLate: Script = (socket, request) => {
      const index = Number(new URL(request.url ?? '', server.origin).pathname.split('/')[4]);
      const timer = setTimeout(() => {
        pending.delete(socket);
        accepts()(socket, request);
      }, answersAfterMs[index]);
      pending.add(socket);
      socket.on('close', () => {
        pending.delete(socket);
        clearTimeout(timer);
      });
    };
    const server = await serve(acceptsLate);
    const session = startRealSession(server.origin, { ...resting, WebSocket, connectTimeoutMs: timeoutMs });
    const ids = answersAfterMs.map((_, index) => `${index}`);
    for (const chatId of ids) session.chats.retain(chatId);
    const outcomes = await Promise.all(ids.map((chatId) => session.until(chatId, isIn('open', 'backoff', 'failed'))));
    const opened = outcomes.filter(({ state }) => state === 'open');
    expect([outcomes[0]?.state, outcomes.at(-1)?.state]).toEqual(['open', 'backoff']);
    expect([session.logged('attempt.opened').length, session.logged('attempt.failed').length]).toEqual([
      opened.length,
      ids.length - opened.length,
    ]);
    if (closesHandshakes) await vi.waitFor(() => expect(server.connections).toBe(opened.length));
    await vi.waitFor(() => expect(pending.size).toBe(0));
    server.behave(accepts());
    session.chats.retain('last');
    await session.until('last', isIn('open'));
    expect(outcomes.map(({ chatId }) => session.chats.get(chatId).getSnapshot())).toEqual(outcomes);
  });
});
