import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { WebSocketLike } from '../../src/index.js';
import { CONSTRUCTORS, isIn, resting, serve, startRealSession } from '../integration/real-session.js';
import { acceptsThenAtFirstFrame, acceptsThenClosesWithoutFin, closeFrame, textFrame } from '../support/raw-servers.js';
import { throughProxy } from './real-network.js';

const CLOSING = 2;
const ABNORMAL = { code: 1006, reason: '', wasClean: false };
const GOING_AWAY = { code: 1001, reason: '', wasClean: true };

const sends = (socket: Socket, ...frames: readonly Buffer[]) => {
  for (const frame of frames) socket.write(frame);
};

const ENDS: [string, (socket: Socket) => unknown, typeof ABNORMAL][] = [
  ['RST', (socket) => socket.resetAndDestroy(), ABNORMAL],
  ['FIN without Close', (socket) => socket.end(), ABNORMAL],
  ['Close and FIN', (socket) => socket.end(closeFrame(1001)), GOING_AWAY],
  ['two Closes', (socket) => sends(socket, closeFrame(1001), closeFrame(1002)), GOING_AWAY],
  ['data after Close', (socket) => sends(socket, closeFrame(1001), textFrame('too late')), GOING_AWAY],
];

const lostThreeTimes = (lastClose: typeof ABNORMAL) => ({
  lastClose,
  kind: 'lost',
  closes: [lastClose.code, lastClose.code, lastClose.code],
  outcomes: [[0, 1, 2], [0, 1, 2], []],
  received: [],
  isPrompt: true,
});

describe.each(CONSTRUCTORS)('an open connection by %s', (_, WebSocket) => {
  /** Loses three connections that end at their first frame. The time is the least of three: a busy machine adds to the others. */
  const loseThree = async (origin: string, endedAt: readonly number[]) => {
    const { chats, until, logged } = startRealSession(origin, { WebSocket, maxAttempts: 2 });
    const closes: number[] = [];
    const tookMs: number[] = [];
    const received: unknown[] = [];
    chats.on('open', ({ chatId }) => chats.get(chatId).send('the first frame'));
    chats.on('message', ({ data }) => received.push(data));
    chats.on('close', ({ code }) => {
      tookMs.push(performance.now() - (endedAt[closes.length] ?? Number.NaN));
      closes.push(code);
    });
    chats.select('42');
    const { lastClose, lastFailure } = await until('42', isIn('failed'));
    const outcomes = (['attempt.opened', 'connection.lost', 'attempt.failed'] as const).map((event) =>
      logged(event).map(({ attempt }) => attempt),
    );
    return { lastClose, kind: lastFailure?.kind, closes, outcomes, received, isPrompt: Math.min(...tookMs) < 100 };
  };

  test.each(ENDS)(
    '[AT5, RE1, ME3] fault 9: %s is a loss within 100 ms, with one outcome',
    async (_name, end, close) => {
      const endedAt: number[] = [];
      const script = acceptsThenAtFirstFrame((socket) => {
        endedAt.push(performance.now());
        end(socket);
      });
      const server = await serve(script);
      expect(await loseThree(server.origin, endedAt)).toEqual(lostThreeTimes(close));
    },
  );

  test.each(['reset', 'end'] as const)(
    '[AT5, RE1] fault 9: the network alone may %s it: a loss within 100 ms, with one outcome',
    async (cut) => {
      const endedAt: number[] = [];
      const script = acceptsThenAtFirstFrame(() => {
        endedAt.push(performance.now());
        proxy[cut]();
      });
      const proxy = await throughProxy(await serve(script));
      expect(await loseThree(proxy.origin, endedAt)).toEqual(lostThreeTimes(ABNORMAL));
    },
  );
});

describe.each(CONSTRUCTORS)('a Close without FIN, by %s', (_, WebSocket) => {
  /** The first probe comes after the Close. */
  const HEARTBEAT = { heartbeat: { ping: () => 'ping', intervalMs: 300, timeoutMs: 5_000 }, random: () => 0.99 };

  test.each<[string, object, boolean]>([
    ['send', {}, true],
    ['probe', HEARTBEAT, false],
  ])('[AT5, SD3] fault 9: is a loss 1 s after the next %s, with one outcome', async (_name, options, isSent) => {
    const server = await serve(acceptsThenClosesWithoutFin(1001));
    const dialed: WebSocketLike[] = [];
    class Watched extends WebSocket {
      constructor(url: string, protocols?: string | string[]) {
        super(url, protocols);
        dialed.push(this);
      }
    }
    const session = startRealSession(server.origin, { ...resting, WebSocket: Watched, ...options });
    const closes: number[] = [];
    session.chats.on('close', ({ code }) => closes.push(code));
    session.chats.select('42');
    while (dialed[0]?.readyState !== CLOSING) await setImmediate();
    const startedAt = performance.now();
    const before = session.chats.get('42').getSnapshot().state;
    const status = isSent ? session.chats.get('42').send('kept').status : null;
    const { state, queued, lastClose, lastFailure } = await session.until('42', isIn('backoff', 'failed'));
    const tookMs = performance.now() - startedAt;
    expect({ before, status, state, queued, lastClose, kind: lastFailure?.kind, closes }).toEqual({
      ...{ before: 'open', state: 'backoff', lastClose: ABNORMAL, kind: 'lost', closes: [1006] },
      ...(isSent ? { status: 'queued', queued: 1 } : { status: null, queued: 0 }),
    });
    expect([tookMs >= 999, tookMs < 2_500]).toEqual([true, true]);
    expect([session.logged('connection.lost').length, session.logged('attempt.failed').length]).toEqual([1, 0]);
  });
});
