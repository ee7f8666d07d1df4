import { describe, expect, it } from 'vitest';
import type { ChatPage } from './chat-page.js';
import { useStage } from './stage.js';

const stage = useStage();

/** Ten failures in about a second. */
const HASTY = { throttleMs: 30, firstMs: 30, baseMs: 20, maxMs: 60 };

describe('while the gateway is away', () => {
  it('[RE1][RE2][SD2] counts the attempts up and the time down, comes back by itself, and shows what was missed once and in order', async () => {
    const gateway = await stage.gateway();
    const page = await stage.enter(gateway, { throttleMs: 100, firstMs: 100, baseMs: 1500, maxMs: 3000 });
    await page.select('1');
    await page.reaches('open');
    await page.say('before');
    await page.shows(1);

    await gateway.stop();
    await page.reaches('backoff', 1);
    await page.say('queued 1');
    await page.say('queued 2');
    await page.reaches('backoff', 2);
    const [from = 0, to] = await countdown(page);
    expect(to).toBe(from - 1);
    expect(await page.pending()).toEqual(['stored queued 1', 'stored queued 2']);
    expect(await page.page.$eval('.attempt', (one) => one.textContent)).toMatch(/^attempt [23] of 10$/);

    for (const text of ['missed 1', 'missed 2', 'missed 3']) gateway.post('1', 'ben', text);
    await gateway.start();
    await page.reaches('open');
    await page.shows(6);
    expect(await page.messages()).toEqual(
      ['before', 'missed 1', 'missed 2', 'missed 3', 'queued 1', 'queued 2'].map(
        (text, index) => `${index + 1} ${text}`,
      ),
    );
    expect(await page.pending()).toEqual([]);
    expect(await page.mostSocketsAtOnce()).toBe(1);
  });

  it('[RE1][RE3][RE4] gives up after 10 reconnections, is silent then, and connects again by the retry button', async () => {
    const gateway = await stage.gateway();
    const page = await stage.enter(gateway, HASTY);
    await page.select('1');
    await page.reaches('open');
    await gateway.stop();
    await page.reaches('failed');
    expect(await page.banner()).toEqual({ state: 'failed', attempt: 10 });
    expect(await page.constructions()).toHaveLength(11);

    // Silence cannot be waited for: this counts for 1.2 s, 20 times the longest delay between attempts.
    await page.constructs(12, 1200);
    expect(await page.constructions()).toHaveLength(11);
    expect(await page.sockets()).toHaveLength(11);

    await page.say('typed while failed');
    expect(await page.pending()).toEqual(['stored typed while failed']);

    await gateway.start();
    await page.page.click('section[data-state] button');
    await page.reaches('open');
    expect(gateway.connections.accepted('1')).toBe(2);
    await page.shows(1);
    expect([await page.messages(), await page.pending()]).toEqual([['1 typed while failed'], []]);
  });

  it('[RE5] says why a chat that the gateway refuses has failed, and does not try again', async () => {
    const gateway = await stage.gateway();
    const page = await stage.enter(gateway, HASTY);
    await page.select('private');
    await page.reaches('failed');
    expect(await page.page.$eval('.title', (one) => one.textContent)).toBe('The gateway refused this chat');
    expect(gateway.connections.records.map(({ code }) => code)).toEqual([4403]);
  });

  it('[RE5] gets a new ticket from a gateway that has forgotten everything, and begins with it anew', async () => {
    const gateway = await stage.gateway();
    const page = await stage.enter(gateway, HASTY);
    await page.select('1');
    await page.reaches('open');
    await page.say('of a former life');
    await page.shows(1);
    await gateway.stop();
    const successor = await stage.gateway({ port: gateway.port });
    successor.post('1', 'ben', 'of this one');
    await page.page.waitForFunction(() => document.querySelector('[data-id="1"] .body')?.textContent === 'of this one');
    expect(await page.messages()).toEqual(['1 of this one']);
    expect(successor.connections.records.map(({ code }) => code)).toEqual([4401, null]);
  });
});

/** Two different figures of the countdown, in the order in which they were shown. */
function countdown({ page }: ChatPage): Promise<number[]> {
  return page.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        const seen: number[] = [];
        const look = () => {
          const seconds = Number(document.querySelector<HTMLElement>('[role=timer]')?.dataset['seconds'] ?? 0);
          if (seconds > 0 && seconds !== seen.at(-1)) seen.push(seconds);
          if (seen.length < 2) requestAnimationFrame(look);
          else resolve(seen);
        };
        look();
      }),
  );
}
