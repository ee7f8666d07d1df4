import type { Socket } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import type { EngineName } from '../engines/engine.js';
import { engineInUse } from '../engines/engines.js';
import { accepts, hangs } from '../support/raw-servers.js';
import { useEngine } from './engine-stage.js';

const stage = useEngine();

/** How many sockets of one page the engines let be open: more fail at once. */
const GRANTED: Record<EngineName, number> = { chromium: 255, firefox: 200, webkit: 199 };

const chatIdOf = (url: string | undefined) => url?.split('/')[4] ?? '';

describe('fault 8: chat A hangs in the handshake, chat B is healthy', () => {
  it('[AT4] B opens when the timeout of A is over, and A waits in backoff without a socket', async () => {
    const server = await stage.serve((socket, request) =>
      (chatIdOf(request.url) === 'A' ? hangs() : accepts())(socket, request),
    );
    const page = await stage.open();
    const seen = await page.evaluate(async (gateway) => {
      const chats = bare.start({ gateway, connectTimeoutMs: 1500, backoff: () => 60_000 });
      const startedAt = performance.now();
      chats.retain('A');
      chats.retain('B');
      await bare.untilChat('B', ({ connected }) => connected);
      const openAfterMs = performance.now() - startedAt;
      const a = await bare.untilChat('A', ({ state }) => state !== 'connecting');
      return { openAfterMs, a: [a.state, a.lastFailure?.kind], alive: bare.sockets.alive() };
    }, server.origin);
    expect(seen).toEqual({ openAfterMs: expect.any(Number), a: ['backoff', 'timeout'], alive: 1 });
    // At A's timeout its socket is closed; until B is open, a browser takes some milliseconds more.
    expect(seen.openAfterMs).toBeLessThan(1500 + 500);
  });
});

describe('fault 24: more sockets in one page than its engine grants', () => {
  const CHATS = 260;

  it('[SE8, AT5] each chat fails alone, and what frees a socket lets another one in', async () => {
    const sockets = new Map<string, Socket>();
    const server = await stage.serve((socket, request) => {
      sockets.set(chatIdOf(request.url), socket);
      accepts()(socket, request);
    });
    const page = await stage.open();
    const full = await page.evaluate(
      async (gateway, count) => {
        const chats = bare.start({ gateway, connectTimeoutMs: 30_000, backoff: () => 60_000, throttleMs: 100 });
        for (let chat = 1; chat <= count; chat += 1) chats.retain(`n${chat}`);
        const { chats: all } = await bare.until((snapshot) =>
          [...snapshot.chats.values()].every(({ state }) => state === 'open' || state === 'backoff'),
        );
        const of = (wanted: string) => [...all.values()].filter(({ state }) => state === wanted);
        return {
          open: of('open').map(({ chatId }) => chatId),
          untouched: of('open').every(({ attempt, lastFailure }) => attempt === 0 && lastFailure === null),
          refused: of('backoff').map(({ attempt, lastFailure }) => [attempt, lastFailure?.kind]),
          alive: bare.sockets.alive(),
        };
      },
      server.origin,
      CHATS,
    );
    const opened = full.open.length;
    expect(full).toEqual({
      open: expect.any(Array),
      untouched: true,
      refused: Array(CHATS - opened).fill([1, 'handshake']),
      alive: opened,
    });
    expect(opened).toBe(GRANTED[engineInUse().name]);
    expect(server.connections).toBe(opened);

    const [dropped = '', ...others] = full.open;
    sockets.get(dropped)?.destroy();
    const after = await page.evaluate(
      async (lost, kept) => {
        await bare.untilChat(lost, ({ state }) => state === 'backoff');
        // The room that a socket leaves is not free at once in every engine.
        while (bare.chats.get(lost).getSnapshot().state !== 'open') {
          bare.chats.get(lost).retry();
          await bare.untilChat(lost, ({ state }) => state === 'throttled' || state === 'connecting');
          await bare.untilChat(lost, ({ state }) => state === 'backoff' || state === 'open');
        }
        const { chats } = bare.chats.getSnapshot();
        const lostOthers = kept.filter((chatId) => chats.get(chatId)?.state !== 'open');
        bare.chats.dispose();
        return {
          lostOthers,
          lost: bare.logged('connection.lost').map(({ chatId }) => chatId),
          remains: bare.remains(),
        };
      },
      dropped,
      others,
    );
    expect(after).toEqual({ lostOthers: [], lost: [dropped], remains: { sockets: 0, timers: 0, listeners: 0 } });
    await vi.waitFor(() => expect(server.connections).toBe(0), 10_000);
  });
});
