import { describe, expect, it, vi } from 'vitest';
import type { ChatPage } from './chat-page.js';
import { bothShow, press } from './fault-panel.js';
import { useStage } from './stage.js';

const stage = useStage();

/** Short enough to wait for, long enough to see: no wait is under 0.9 s. */
const BRISK = {
  random: 0.9,
  throttleMs: 1000,
  maxAttempts: 2,
  firstMs: 1000,
  baseMs: 1000,
  maxMs: 1000,
  intervalMs: 500,
  timeoutMs: 1000,
  stableUptimeMs: 300,
};

/** Enters with the first chat open, wide enough for the chart to stand beside it. */
async function openChat(options: Record<string, string | number> = {}) {
  const gateway = await stage.faultyGateway();
  const page = await stage.open(gateway, { ...BRISK, faults: gateway.faults, ...options });
  await page.page.setViewport({ width: 1280, height: 800 });
  await page.logIn('ana');
  await page.select('1');
  await bothShow(page, 'open healthy');
  await page.page.waitForSelector('#inspection form');
  return { gateway, page };
}

/** A connection that proved itself: the attempts before are forgotten. */
async function proves({ page }: ChatPage): Promise<void> {
  await page.waitForFunction(
    () => document.querySelector('.chart > *')?.shadowRoot?.querySelector('[data-state="open.proof.proved"].active'),
    { polling: 50 },
  );
}

async function pressAndSee(page: ChatPage, name: string, ...states: string[]): Promise<void> {
  await press(page, name);
  for (const state of states) await bothShow(page, state);
}

describe('the chart beside a chat', () => {
  it('[RE1][RE4][LI2] lights what is so while the line breaks, goes silent, and refuses, and on the way back', async () => {
    const { page } = await openChat();
    await proves(page);
    await pressAndSee(page, 'Silence', 'open probing', 'backoff waiting', 'open healthy');
    await proves(page);
    await press(page, 'Hung');
    await pressAndSee(page, 'Drop', 'backoff waiting', 'connecting dialing');
    await pressAndSee(page, 'Accepted', 'open healthy');
    await proves(page);
    await press(page, 'Refused');
    await pressAndSee(page, 'Drop', 'backoff waiting', 'failed');
    await press(page, 'Accepted');
    await press(page, 'Offline');
    await pressAndSee(page, 'Offline', 'open healthy');
    expect(page.errors).toEqual([]);
  });

  it('[RE5] lights what is so when the gateway closes, names a delay, expires tokens, and stops', async () => {
    const { page, gateway } = await openChat();
    await proves(page);
    await press(page, 'Expire tokens');
    // Open as before, but not by the same connection.
    await vi.waitFor(() => expect(gateway.gateway.connections.accepted()).toBe(2), 20_000);
    await bothShow(page, 'open healthy');
    await page.page.select('#close-code', '4429');
    await page.page.$eval('[aria-label="Close reason"]', (field) => (field as HTMLInputElement).select());
    await page.page.type('[aria-label="Close reason"]', 'retry-after=1');
    await proves(page);
    await pressAndSee(page, 'Close', 'backoff waiting', 'open healthy');
    await proves(page);
    await pressAndSee(page, 'Stopped', 'backoff waiting');
    await pressAndSee(page, 'Running', 'open healthy');
    await page.page.select('#close-code', '4403');
    await pressAndSee(page, 'Close', 'failed');
    await page.page.click('section[data-state] button');
    await bothShow(page, 'open healthy');
    expect(gateway.gateway.connections.records.map(({ code }) => code)).toEqual([4401, 4429, 1001, 4403, null]);
  });

  it('[PL1][PL3][AT2] lights what is so while the page is frozen and offline, and when it is back', async () => {
    const { page } = await openChat({ throttleMs: 4000 });
    await pressAndSee(page, 'Frozen', 'backoff parked');
    await pressAndSee(page, 'Frozen', 'throttled', 'open healthy');
    await pressAndSee(page, 'Cut', 'open probing');
    await pressAndSee(page, 'Good', 'open healthy');
    await proves(page);
    await pressAndSee(page, 'Offline', 'open probing', 'backoff parked');
    await pressAndSee(page, 'Put all right', 'open healthy');
  });

  it('[SE7] lights idle while a burst of selections settles', async () => {
    const { page } = await openChat({ burstMs: 3000, lingerMs: 0 });
    await page.select('2');
    await page.select('3');
    await bothShow(page, 'idle');
    await bothShow(page, 'open healthy');
  });
});

describe('the panel of faults', () => {
  it('leaves room for five events of the timeline in a window of 1280 by 800, also under its longest sentence', async () => {
    const { page } = await openChat();
    // With a message the conversation is wider, and the timeline under the chart.
    await page.say('hello');
    await page.page.waitForSelector('.app:not(.empty)');
    await press(page, 'Forget the old log');
    await page.page.waitForFunction(() =>
      document.querySelector('#inspection .told')?.textContent?.includes('forgets'),
    );
    const rows = await page.page.evaluate(() => {
      const timeline = document.querySelector('.chart > *')?.shadowRoot?.querySelector('.timeline');
      const list = timeline?.querySelector('.list')?.getBoundingClientRect();
      const row = timeline?.querySelector('[role=option]')?.getBoundingClientRect();
      if (list === undefined || row === undefined) throw new Error('there is no timeline');
      return (Math.min(list.bottom, innerHeight) - list.top) / row.height;
    });
    expect(rows).toBeGreaterThanOrEqual(5);
  });

  it('says so where nobody can be asked for faults, and has those of the page alone', async () => {
    const gateway = await stage.gateway();
    const page = await stage.open(gateway, BRISK);
    await page.page.setViewport({ width: 1280, height: 800 });
    await page.logIn('ana');
    await page.select('1');
    await bothShow(page, 'open healthy');
    const names = await page.page.$$eval('#inspection button', (all) => all.map((one) => one.textContent.trim()));
    expect(names).toEqual(['Put all right', 'Offline', 'Frozen', 'Short waits']);
    const said = await page.page.$eval('#inspection .told', (one) => one.textContent);
    expect(said).toContain('npm start');
    await pressAndSee(page, 'Frozen', 'backoff parked');
    await pressAndSee(page, 'Put all right', 'open healthy');
  });

  it('shows what another page has changed, once it is looked at again', async () => {
    const { page, gateway } = await openChat();
    await gateway.change({ handshakes: 'refused' });
    await page.page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await page.page.waitForSelector('#inspection [value=refused]:checked');
  });
});
