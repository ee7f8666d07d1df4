import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { CONSTRUCTORS, isIn, resting, serve, startRealSession } from '../integration/real-session.js';
import { dripsAnswer, hangs, startDeafOrigin } from '../support/raw-servers.js';

const TIMEOUT_MS = 150;

/** The SYN is swallowed by a full backlog: a network namespace, which needs privileges, would show no more. */
const swallowsSyn = async () => {
  const deaf = await startDeafOrigin();
  onTestFinished(() => deaf.close());
  return deaf.origin;
};

describe.each(CONSTRUCTORS)('a handshake by %s', (_, WebSocket) => {
  test.each<[string, () => Promise<string>]>([
    ['whose SYN is swallowed', swallowsSyn],
    ['that is never answered', async () => (await serve(hangs())).origin],
    // A byte per 5 s of 10 s, in less time.
    ['that is answered byte by byte', async () => (await serve(dripsAnswer(TIMEOUT_MS / 2))).origin],
  ])('[AT4, AT5] fault 3: %s leaves `connecting` within its timeout, once', async (_name, origin) => {
    const options = { ...resting, WebSocket, connectTimeoutMs: TIMEOUT_MS };
    const { chats, until, logged, delays } = startRealSession(await origin(), options);
    const startedAt = performance.now();
    chats.select('42');
    const { state, attempt, lastClose, lastFailure } = await until('42', isIn('backoff', 'failed', 'open'));
    const tookMs = performance.now() - startedAt;
    expect({ state, attempt, lastClose, lastFailure }).toEqual({
      state: 'backoff',
      attempt: 1,
      lastClose: null,
      lastFailure: { kind: 'timeout', message: `no handshake within ${TIMEOUT_MS} ms` },
    });
    expect([tookMs >= TIMEOUT_MS, tookMs < TIMEOUT_MS + 1_000]).toEqual([true, true]);
    expect([logged('attempt.failed').length, delays()]).toEqual([1, [60_000]]);
  });
});

test('[LI4] fault 3: a handshake that is given up is no longer on the line (ws)', async () => {
  const server = await serve(hangs());
  const { chats, until } = startRealSession(server.origin, { ...resting, connectTimeoutMs: TIMEOUT_MS });
  chats.select('42');
  await until('42', isIn('backoff'));
  await vi.waitFor(() => expect(server.connections).toBe(0));
});
