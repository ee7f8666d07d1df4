import { describe, expect, it, vi } from 'vitest';
import { useEngine } from './engine-stage.js';

const stage = useEngine();

/** A minute where engines are compared; the test command has less time. */
const TOGGLING_MS = process.env['ENGINE'] === undefined ? 3_000 : 60_000;

describe('fault 18: rapid switching', { timeout: 120_000 }, () => {
  it('[SE2, SE4, SE7] selecting and letting go 1,000 times leaves no socket, timer or listener', async () => {
    const gateway = await stage.gateway();
    const page = await stage.open();
    const seen = await page.evaluate(
      async (url, token) => {
        const chats = bare.start({ gateway: url, query: { token }, lingerMs: 200 });
        for (let round = 0; round < 500; round += 1) {
          chats.select('1')();
          chats.select('1');
          // Every other time the release settles before the chat is selected again.
          if (round % 2 === 0) await Promise.resolve();
          chats.select(null);
          if (round % 50 === 0) await new Promise((resolve) => setTimeout(resolve));
        }
        await bare.until(({ chats: inUse }) => inUse.size === 0);
        // What the last batch left to do is done a task later.
        await new Promise((resolve) => setTimeout(resolve));
        return {
          remains: bare.remains(),
          mostOfOneChat: bare.sockets.mostOfOneChat(),
          isApart: bare.sockets.shortestGapMs() >= 1999,
          failures: bare.logged('attempt.failed').length,
        };
      },
      gateway.url,
      gateway.token,
    );
    expect(seen).toEqual({
      remains: { sockets: 0, timers: 0, listeners: 0 },
      mostOfOneChat: 1,
      isApart: true,
      failures: 0,
    });
    await vi.waitFor(() => expect(gateway.connections.open()).toBe(0), 5000);
  });

  it.each([
    ['[SE7] as one burst, of which the first and the last chat dial', 250, 3_000],
    ['[AT2] with no burst to hold them back, each keeps its attempts apart', 0, TOGGLING_MS],
  ])('%s: two chats toggled 60 times a second', async (_, burstMs, togglingMs) => {
    const gateway = await stage.gateway();
    const page = await stage.open();
    const seen = await page.evaluate(
      async (url, token, burst, forMs) => {
        const throttleMs = 500;
        const chats = bare.start({ gateway: url, query: { token }, burstMs: burst, throttleMs, lingerMs: 0 });
        const startedAt = performance.now();
        let toggles = 0;
        while (performance.now() - startedAt < forMs) {
          chats.select(toggles % 2 === 0 ? 'one' : 'two');
          toggles += 1;
          await new Promise((resolve) => setTimeout(resolve, 1000 / 60));
        }
        chats.select('two');
        await bare.untilChat('two', ({ connected }) => connected);
        const settled = { open: bare.sockets.alive(), mostOfOneChat: bare.sockets.mostOfOneChat() };
        chats.select(null);
        await bare.until(({ chats: inUse }) => inUse.size === 0);
        await new Promise((resolve) => setTimeout(resolve));
        return {
          settled,
          remains: bare.remains(),
          isApart: bare.sockets.shortestGapMs() >= throttleMs - 1,
          perSecond: (toggles * 1000) / forMs,
          dialed: bare.sockets.made().map(({ chatId }) => chatId),
        };
      },
      gateway.url,
      gateway.token,
      burstMs,
      togglingMs,
    );
    const { perSecond, dialed, ...rest } = seen;
    expect(rest).toEqual({
      settled: { open: 1, mostOfOneChat: 1 },
      remains: { sockets: 0, timers: 0, listeners: 0 },
      isApart: true,
    });
    expect(perSecond).toBeGreaterThan(30);
    if (burstMs > 0) expect(dialed).toEqual(['one', 'two']);
    else expect(dialed.length).toBeGreaterThan(2);
    await vi.waitFor(() => expect(gateway.connections.open()).toBe(0), 5000);
  });
});
