import { describe, expect, test, vi } from 'vitest';
import { WebSocket as WsPackage } from 'ws';
import { CONSTRUCTORS, isIn, resting, serve, startRealSession } from '../integration/real-session.js';
import { accepts, refuses, sequence } from '../support/raw-servers.js';

const STATUSES = [401, 403, 404, 429, 503, 301, 200] as const;

/** What the `ws` package says, or Node's own WebSocket, which knows no status: that of Node 24 says nothing, but closes. */
const SAID =
  /^the handshake failed: (Unexpected server response: (\d+)|Received network error or non-101 status code\.|closed with 1006)$/;

/** Node 24's own WebSocket asks a second time, by itself, when the answer is 401. */
const NODE_MAJOR = Number.parseInt(process.versions.node, 10);
const upgradesOf = (status: number, WebSocket: unknown) =>
  status === 401 && WebSocket !== WsPackage && NODE_MAJOR >= 24 ? 2 : 1;

describe.each(CONSTRUCTORS)('an upgrade by %s', (_, WebSocket) => {
  test.each(STATUSES)(
    '[AT5, RE1] fault 1: answered %i is one failure, of which no status is invented, and none that is known left out',
    async (status) => {
      const server = await serve(refuses(status));
      const { chats, until, logged, delays } = startRealSession(server.origin, { ...resting, WebSocket });
      chats.select('42');
      const { retryAt, lastClose, ...rest } = await until('42', isIn('backoff', 'failed'));
      expect(rest).toEqual({
        ...{ chatId: '42', state: 'backoff', phase: 'waiting', connected: false, protocol: null, wanted: true },
        ...{ attempt: 1, maxAttempts: 10, failure: null, online: true, queued: 0 },
        lastFailure: { kind: 'handshake', message: expect.stringMatching(SAID) },
      });
      const [, , said] = SAID.exec(rest.lastFailure?.message ?? '') ?? [];
      expect(said).toBe(WebSocket === WsPackage ? String(status) : undefined);
      expect([null, { code: 1006, reason: '', wasClean: false }]).toContainEqual(lastClose);
      expect(retryAt).toBeGreaterThan(performance.now());
      expect([logged('attempt.failed').length, delays()]).toEqual([1, [60_000]]);
      expect(server.upgrades).toHaveLength(upgradesOf(status, WebSocket));
      await vi.waitFor(() => expect(server.connections).toBe(0));
    },
  );

  test('[AT5, RE1] fault 1: answered one of them after the other is one failure each, and none is final', async () => {
    // Without 401, whose second request would take the next one's answer.
    const [first, ...others] = [403, 404, 429, 503, 301, 200] as const;
    const server = await serve(sequence(refuses(first), ...others.map(refuses), accepts()));
    const failures = 1 + others.length;
    const { chats, until, logged } = startRealSession(server.origin, { WebSocket });
    chats.select('42');
    const { attempt } = await until('42', isIn('open', 'failed'));
    expect(attempt).toBe(failures);
    expect(logged('attempt.failed').map((record) => record.attempt)).toEqual([...Array(failures).keys()]);
    expect(server.upgrades).toHaveLength(failures + 1);
  });
});
