import { describe, expect, test, vi } from 'vitest';
import { CONSTRUCTORS, isIn, resting, serve, startRealSession } from '../integration/real-session.js';
import { acceptsAndAnswers } from '../support/raw-servers.js';
import type { Direction } from '../support/tcp-proxy.js';
import { logIn, startGatewayProcess } from './gateway-process.js';
import { throughProxy } from './real-network.js';

const HEARTBEAT = {
  heartbeat: { ping: () => 'ping', intervalMs: 200, timeoutMs: 300, isPong: (data: unknown) => data === 'pong' },
  random: () => 0.5,
};
const BOUND_MS = 200 + 300;

const HALF_OPEN = {
  ...{ state: 'backoff', phase: 'waiting', connected: false, attempt: 1, failure: null },
  lastFailure: { kind: 'half-open', message: 'no sign of life before the probe timed out' },
  lastClose: { code: 1000, reason: '', wasClean: true },
};

const isDead = isIn('backoff', 'failed');

/** Too much for what the buffers of the system take. */
const FLOOD = new Uint8Array(32 * 1024 * 1024);

/** The proxy stands for a link that swallows packets; a namespace's would show the same to both ends. */
describe.each(CONSTRUCTORS)('a black hole, seen by %s', (_, WebSocket) => {
  const start = async (options = {}) => {
    const server = await serve(acceptsAndAnswers('pong'));
    const proxy = await throughProxy(server);
    const session = startRealSession(proxy.origin, { ...resting, ...HEARTBEAT, WebSocket, ...options });
    session.chats.select('42');
    await session.until('42', isIn('open'));
    return { ...session, server, proxy, chat: session.chats.get('42') };
  };

  test.each<[string, Direction[]]>([
    ['in both directions', ['toServer', 'toClient']],
    ['for what we send alone', ['toServer']],
    ['for what we would receive alone', ['toClient']],
  ])('[LI1, LI2] fault 13: %s, is found within intervalMs + timeoutMs', async (_name, directions) => {
    const { proxy, until, logged, chat } = await start();
    // A ping was answered: it is no black hole yet.
    await vi.waitFor(() => expect(logged('probe.sent').length).toBeGreaterThan(0));
    await until('42', ({ phase }) => phase === 'healthy');
    const stalledAt = performance.now();
    proxy.stall(...directions);
    await until('42', isDead);
    const tookMs = performance.now() - stalledAt;
    expect(chat.getSnapshot()).toMatchObject(HALF_OPEN);
    expect([logged('connection.lost').length, logged('attempt.failed').length]).toEqual([1, 0]);
    expect([tookMs >= HEARTBEAT.heartbeat.timeoutMs, tookMs < BOUND_MS + 1_000]).toEqual([true, true]);
  });

  test('[LI2, SD2, SD3] fault 13: while sending, it leaves the queue intact for the connection after it', async () => {
    const { proxy, chats, chat, server, until } = await start({ backoff: () => 50, queue: { ttlMs: 60_000 } });
    proxy.stall('toServer');
    const receipts = [FLOOD, 'first', 'second'].map((data) => chat.send(data));
    expect(receipts.map(({ status }) => status)).toEqual(['sent', 'queued', 'queued']);
    const told: unknown[] = [];
    chats.on('sent', ({ id, data }) => told.push(['sent', id, data]));
    chats.on('undelivered', (event) => told.push(event));
    const { queued } = await until('42', isDead);
    proxy.flow();
    await until('42', (snapshot) => isIn('open')(snapshot) && snapshot.queued === 0);
    expect([queued, server.upgrades.length, told]).toEqual([
      ...[2, 2],
      [
        ['sent', receipts[1]?.id, 'first'],
        ['sent', receipts[2]?.id, 'second'],
      ],
    ]);
  });

  test('[LI2, SD3] fault 13: what is still queued when the chat is let go is reported', async () => {
    const { proxy, chats, chat, until } = await start();
    proxy.stall('toServer');
    const [, first, second] = [FLOOD, 'first', 'second'].map((data) => chat.send(data));
    const told: unknown[] = [];
    chats.on('sent', (event) => told.push(event));
    chats.on('undelivered', (event) => told.push(event));
    await until('42', isDead);
    chats.select(null);
    await until('42', isIn('idle'));
    const messages = [
      { id: first?.id, data: 'first' },
      { id: second?.id, data: 'second' },
    ];
    expect(told).toEqual([{ chatId: '42', messages, reason: 'released' }]);
  });

  test('[LI2, AT3, SD3] fault 13: a stopped server is found as well, and gets what was queued once it goes on', {
    timeout: 20_000,
  }, async () => {
    const gateway = await startGatewayProcess();
    const { chats, until, logged } = startRealSession(gateway.origin, {
      ...HEARTBEAT,
      ...{ WebSocket, resolveTimeoutMs: 800, connectTimeoutMs: 800, maxAttempts: 1_000 },
      heartbeat: {
        ...HEARTBEAT.heartbeat,
        ping: () => '{"type":"ping"}',
        isPong: (data) => data === '{"type":"pong"}',
      },
      query: async ({ signal }) => ({ token: await logIn(gateway, 'visitor', signal) }),
    });
    const frames: unknown[] = [];
    chats.on('message', ({ data }) => frames.push(JSON.parse(String(data))));
    chats.select('42');
    await until('42', isIn('open'));
    const stoppedAt = performance.now();
    gateway.stop();
    await until('42', isDead);
    const tookMs = performance.now() - stoppedAt;
    expect(chats.get('42').getSnapshot()).toMatchObject(HALF_OPEN);
    expect([tookMs < BOUND_MS + 1_000, logged('connection.lost').length]).toEqual([true, 1]);
    const { status } = chats.get('42').send('{"type":"message","text":"kept"}');
    await until('42', ({ attempt }) => attempt > 1);
    gateway.resume();
    await until('42', isIn('open'));
    await vi.waitFor(() => expect(frames).toContainEqual(expect.objectContaining({ type: 'message', text: 'kept' })));
    expect([status, frames.filter((frame) => (frame as { text?: string }).text === 'kept').length]).toEqual([
      'queued',
      1,
    ]);
  });
});
