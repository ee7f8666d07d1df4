import { describe, expect, it, vi } from 'vitest';
import { useStage } from './stage.js';

const stage = useStage();

describe('selecting chats', () => {
  it('[AT1][SE4][OB2] makes exactly one WebSocket per wanted chat, and under normal use repeats and throttles nothing', async () => {
    const gateway = await stage.gateway();
    const page = await stage.enter(gateway);
    for (const chatId of ['1', '2', '3']) {
      await page.select(chatId);
      await page.reaches('open');
    }
    const accepted = gateway.connections.records.map(({ chatId }) => chatId);
    expect(accepted).toEqual(['1', '2', '3']);
    expect((await page.sockets()).map(({ chatId }) => chatId)).toEqual(accepted);
    const states = await page.page.$$eval('[data-chat] .state', (all) => all.map((one) => one.textContent));
    expect(states.slice(0, 3)).toEqual(['lingering', 'lingering', 'open']);
    const attempts = page.console.filter((line) => line.startsWith('Connecting'));
    expect(attempts.map((line) => /chat \d+/.exec(line)?.[0])).toEqual(['chat 1', 'chat 2', 'chat 3']);
    expect(page.console.filter((line) => /throttled/i.test(line))).toEqual([]);
    expect(page.errors).toEqual([]);
  });

  it('[SE4][SE6] returns to a lingering chat on the socket it has, and hangs up the others when their time is over', async () => {
    const gateway = await stage.gateway();
    const page = await stage.enter(gateway, { lingerMs: 1000, burstMs: 0 });
    for (const chatId of ['1', '2', '1']) {
      await page.select(chatId);
      await page.reaches('open');
    }
    await vi.waitFor(() => expect(gateway.connections.open()).toBe(1), 5000);
    expect(gateway.connections.records.map(({ chatId, code }) => [chatId, code])).toEqual([
      ['1', null],
      ['2', 1000],
    ]);
    expect((await page.sockets()).map(({ chatId, closed }) => [chatId, closed])).toEqual([
      ['1', false],
      ['2', true],
    ]);
  });

  it('[SE7] of 50 switches within 5 seconds dials the first and the one it settles on', async () => {
    const gateway = await stage.gateway();
    // Longer than a busy machine holds a click up.
    const page = await stage.enter(gateway, { burstMs: 1000 });
    const tookMs = await page.page.evaluate(async () => {
      const buttons = [...document.querySelectorAll<HTMLElement>('[data-chat]')].slice(0, 6);
      const start = performance.now();
      for (let switches = 0; switches < 50; switches += 1) {
        buttons[switches % buttons.length]?.click();
        await new Promise((resolve) => setTimeout(resolve, 40));
      }
      return performance.now() - start;
    });
    expect(tookMs).toBeLessThan(5000);
    await page.reaches('open');
    expect((await page.constructions()).map(({ chatId }) => chatId)).toEqual(['1', '2']);
    expect(gateway.connections.open('2')).toBe(1);
    expect(await page.mostSocketsAtOnce()).toBe(1);
  });

  it('[AT2] switching between two chats 50 times, with no burst to hold them back, keeps the attempts of each apart', async () => {
    const gateway = await stage.gateway();
    const page = await stage.enter(gateway, { lingerMs: 0, burstMs: 0, throttleMs: 400 });
    await page.page.evaluate(async () => {
      const [one, two] = document.querySelectorAll<HTMLElement>('[data-chat]');
      for (let switches = 0; switches < 50; switches += 1) {
        (switches % 2 === 0 ? one : two)?.click();
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    });
    await page.reaches('open');
    const constructions = await page.constructions();
    for (const chatId of ['1', '2']) {
      const times = constructions.filter((one) => one.chatId === chatId).map(({ atMs }) => atMs);
      const gaps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
      expect(gaps.filter((gap) => gap < 399)).toEqual([]);
      expect(gaps.length).toBeGreaterThan(1);
    }
    expect(await page.mostSocketsAtOnce()).toBe(1);
  });
});

describe('an idle page', () => {
  it('[LI1] stays open on its heartbeat, on the one socket it has', async () => {
    const gateway = await stage.gateway();
    const page = await stage.enter(gateway, { intervalMs: 100, timeoutMs: 2000, stableUptimeMs: 300 });
    await page.select('1');
    await page.reaches('open');
    const pongs = async () => (await page.sockets())[0]?.received.filter((frame) => frame === '{"t":"pong"}').length;
    await vi.waitFor(async () => expect(await pongs()).toBeGreaterThanOrEqual(8), { timeout: 15_000 });
    expect(await page.banner()).toEqual({ state: 'open', attempt: 0 });
    expect([gateway.connections.accepted(), gateway.connections.open()]).toEqual([1, 1]);
    expect(await page.messages()).toEqual([]);
  });
});
