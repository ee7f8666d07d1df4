import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { CONSTRUCTORS, isIn, resting, serve, startRealSession } from '../integration/real-session.js';
import {
  acceptsWithBadKey,
  acceptsWithUnaskedProtocol,
  answersGarbage,
  resets,
  type Script,
} from '../support/raw-servers.js';

const ABNORMAL = { code: 1006, reason: '', wasClean: false };

describe.each(CONSTRUCTORS)('a handshake by %s', (_, WebSocket) => {
  test.each<[string, Script]>([
    ['a key that does not fit', acceptsWithBadKey()],
    ['bytes that are no HTTP', answersGarbage()],
    ['a subprotocol that nobody asked for', acceptsWithUnaskedProtocol()],
    ['a reset', resets()],
  ])('[AT5, RE1] fault 4: answered with %s is one failure, and the process survives', async (_name, script) => {
    const uncaught: unknown[] = [];
    const note = (error: unknown) => uncaught.push(error);
    process.on('uncaughtExceptionMonitor', note);
    onTestFinished(() => void process.off('uncaughtExceptionMonitor', note));
    const server = await serve(script);
    const { chats, until, logged } = startRealSession(server.origin, { ...resting, WebSocket });
    chats.select('42');
    const { state, attempt, lastClose, lastFailure } = await until('42', isIn('backoff', 'failed', 'open'));
    expect({ state, attempt, kind: lastFailure?.kind }).toEqual({ state: 'backoff', attempt: 1, kind: 'handshake' });
    // Node 20 and 22 raise no `close` for a handshake that failed.
    expect([null, ABNORMAL]).toContainEqual(lastClose);
    // The socket's late errors, if any, come before its end.
    await vi.waitFor(() => expect(server.connections).toBe(0));
    expect([logged('attempt.failed').length, server.upgrades.length, uncaught]).toEqual([1, 1, []]);
  });
});
