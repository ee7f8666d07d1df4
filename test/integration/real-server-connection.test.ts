import { setImmediate } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import type { WebSocketLike } from '../../src/index.js';
import {
  accepts,
  acceptsThenCloses,
  acceptsThenClosesWithoutFin,
  acceptsThenEnds,
  acceptsThenResets,
  acceptsThenSends,
  type Script,
  sequence,
} from '../support/raw-servers.js';
import { CONSTRUCTORS, isIn, resting, serve, startRealSession } from './real-session.js';

const TEXT = Buffer.from([0x81, 2, 0x68, 0x69]);
const CLOSING = 2;
const BINARY = Buffer.from([0x82, 2, 7, 9]);

describe.each(CONSTRUCTORS)('a connection by %s', (_, WebSocket) => {
  test('[ME1, ME3] delivers text and binary, in order', async () => {
    const server = await serve(acceptsThenSends(TEXT, BINARY));
    const { chats } = startRealSession(server.origin, { WebSocket });
    const received: unknown[] = [];
    chats.on('message', ({ chatId, data }) => received.push([chatId, data]));
    chats.select('42');
    await vi.waitFor(() => expect(received).toHaveLength(2));
    expect(received).toEqual([
      ['42', 'hi'],
      ['42', new Uint8Array([7, 9]).buffer],
    ]);
  });

  test('[AT5, SD3] whose peer sends a Close and keeps the line is in backoff a second after it was found closing', async () => {
    const server = await serve(sequence(acceptsThenClosesWithoutFin(1001), accepts()));
    const dialed: WebSocketLike[] = [];
    class Watched extends WebSocket {
      constructor(url: string, protocols?: string | string[]) {
        super(url, protocols);
        dialed.push(this);
      }
    }
    const { chats, until, logged } = startRealSession(server.origin, { ...resting, WebSocket: Watched });
    chats.select('42');
    while (dialed[0]?.readyState !== CLOSING) await setImmediate();
    const receipt = chats.get('42').send('not lost');
    const { lastClose, queued } = await until('42', isIn('backoff', 'failed'));
    expect([receipt.status, queued, lastClose, logged('connection.lost').length]).toEqual([
      'queued',
      1,
      { code: 1006, reason: '', wasClean: false },
      1,
    ]);
  });

  test.each<[string, Script]>([
    ['reset', acceptsThenResets()],
    ['ended without a Close', acceptsThenEnds()],
  ])(
    '[AT5, RE1] that is %s is in backoff within a second, with one outcome',
    { timeout: 3_000 },
    async (_name, script) => {
      const server = await serve(script);
      const { chats, until, logged } = startRealSession(server.origin, { ...resting, WebSocket });
      const closed: number[] = [];
      let openedAt = 0;
      chats.on('close', ({ code }) => closed.push(code));
      chats.on('open', () => {
        openedAt = performance.now();
        chats.get('42').send('a frame');
      });
      chats.select('42');
      const { attempt, lastFailure } = await until('42', isIn('backoff', 'failed'));
      const tookMs = performance.now() - openedAt;
      expect({
        attempt,
        kind: lastFailure?.kind,
        closes: closed.length,
        lost: logged('connection.lost').length,
      }).toEqual({
        attempt: 1,
        kind: 'lost',
        closes: 1,
        lost: 1,
      });
      expect(tookMs).toBeLessThan(1_000);
    },
  );

  test('[RE5] refused with 4401 once is made again at once with a new token', async () => {
    const server = await serve(sequence(acceptsThenCloses(4401), accepts()));
    const asked: string[] = [];
    const query = ({ trigger }: { trigger: string }) => ({ serial: asked.push(trigger) });
    const { chats, until } = startRealSession(server.origin, { ...resting, WebSocket, query });
    chats.select('42');
    await until('42', ({ lastClose, state }) => lastClose?.code === 4401 && state === 'open');
    expect([asked, server.upgrades.map(({ url }) => url.search)]).toEqual([
      ['wanted', 'unauthorized'],
      ['?serial=1', '?serial=2'],
    ]);
  });

  test('[RE5] refused with 4401 twice is given up as unauthorized', async () => {
    const server = await serve(acceptsThenCloses(4401));
    const { chats, until, delays } = startRealSession(server.origin, { WebSocket });
    chats.select('42');
    const { failure, attempt } = await until('42', isIn('failed'));
    expect([failure?.reason, attempt, server.upgrades.length, delays()]).toEqual(['unauthorized', 0, 2, []]);
  });

  test('[RE3, RE4] that is accepted and closed for ever is given up after maxAttempts', async () => {
    const server = await serve(acceptsThenCloses(1011));
    const { chats, until, delays } = startRealSession(server.origin, { WebSocket });
    chats.select('42');
    const { failure, attempt } = await until('42', isIn('failed'));
    expect([failure?.reason, attempt, server.upgrades.length, delays()]).toEqual(['attempts-exhausted', 10, 11, []]);
  });
});
