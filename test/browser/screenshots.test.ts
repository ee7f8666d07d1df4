import { mkdir } from 'node:fs/promises';
import { beforeAll, describe, it } from 'vitest';
import type { ChatPage } from './chat-page.js';
import { bothAgree, press } from './fault-panel.js';
import { useStage } from './stage.js';

const stage = useStage();

const LOOKS = [
  { look: 'wide', width: 1280, height: 800, scheme: 'light' },
  { look: 'narrow-dark', width: 360, height: 740, scheme: 'dark' },
];

const CONVERSATION = [
  ['ben', 'Morning! The new build is on staging.'],
  ['chris', 'Looks calm. I switched chats fifty times and nothing blinked.'],
  ['ben', 'Try pulling the plug on the gateway: the banner counts down, and what you missed comes back in order.'],
] as const;

beforeAll(() => mkdir(new URL('./screenshots/', import.meta.url), { recursive: true }));

/** One picture for each look, narrow ones also of the faults and the chart; the page is wide again afterwards. */
async function picture(chatPage: ChatPage, subject: string): Promise<void> {
  const { page } = chatPage;
  await bothAgree(chatPage);
  for (const { look, width, height, scheme } of [...LOOKS].reverse()) {
    await page.setViewport({ width, height });
    await page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value: scheme },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ]);
    await chatPage.screenshot(`${subject}-${look}`);
    const turn = await page.$('[aria-controls=inspection]');
    if (turn === null || !(await turn.isVisible())) continue;
    await turn.click();
    await page.$eval('#inspection', (column) => column.scrollTo({ top: 0 }));
    await chatPage.screenshot(`${subject}-${look}-chart`);
    await page.$eval('#inspection', (column) => column.scrollTo({ top: column.scrollHeight }));
    await chatPage.screenshot(`${subject}-${look}-timeline`);
    await turn.click();
  }
}

/** The page, wide, with a conversation in one of its chats. */
async function open(chatId: string, options: Record<string, number>): Promise<ChatPage> {
  const { gateway, url, faults } = await stage.faultyGateway();
  for (const [from, text] of CONVERSATION) gateway.post(chatId, from, text);
  const page = await stage.open({ url }, { faults, ...options });
  await page.page.setViewport({ width: 1280, height: 800 });
  return page;
}

/** They are written to be looked at, and compared with nothing. */
describe('pictures of the page', () => {
  it('show log-in, list, open and throttled', async () => {
    const page = await open('2', { lingerMs: 0, throttleMs: 60_000 });
    await picture(page, 'log-in');
    await page.logIn('ana');
    await picture(page, 'list');
    await page.select('1');
    await page.reaches('open');
    await page.select('2');
    await page.reaches('open');
    await page.say('Pulling the plug now.');
    await page.shows(4);
    await picture(page, 'open');
    await page.select('1');
    await page.reaches('throttled');
    await picture(page, 'throttled');
  });

  it('show idle', async () => {
    const page = await open('2', { burstMs: 60_000 });
    await page.logIn('ana');
    await page.select('1');
    await page.reaches('open');
    await page.select('2');
    await page.reaches('idle');
    await picture(page, 'idle');
  });

  it('show waiting, parked and failed', async () => {
    const page = await open('1', { throttleMs: 0, firstMs: 0, baseMs: 5000, maxMs: 5000, maxAttempts: 2 });
    await page.logIn('ana');
    await page.select('1');
    await page.reaches('open');
    await press(page, 'Stopped');
    await page.reaches('backoff', 2);
    await page.say('Typed while it was away.');
    await picture(page, 'backoff');
    await page.reaches('failed');
    await picture(page, 'failed');
    await press(page, 'Running');
    await page.page.click('section[data-state] button');
    await page.reaches('open');
    await press(page, 'Frozen');
    await page.reaches('backoff');
    await picture(page, 'parked');
  });

  it('show connecting and probing', async () => {
    const page = await open('1', { throttleMs: 0, firstMs: 0, intervalMs: 200, timeoutMs: 60_000 });
    await page.logIn('ana');
    await page.select('1');
    await page.reaches('open');
    await press(page, 'Hung');
    await press(page, 'Drop');
    await page.reaches('connecting', 1);
    await picture(page, 'connecting');
    await press(page, 'Accepted');
    await page.reaches('open');
    await press(page, 'Cut');
    await page.page.waitForSelector('section[data-phase=probing]');
    await picture(page, 'probing');
  });
});
