import { mkdir } from 'node:fs/promises';
import { beforeAll, describe, it, onTestFinished } from 'vitest';
import type { ChatPage } from './chat-page.js';
import { startHungGateway } from './hung-gateway.js';
import { useStage } from './stage.js';

const stage = useStage();

const LOOKS = [
  { look: 'wide', width: 1100, height: 720, scheme: 'light' },
  { look: 'wide-dark', width: 1100, height: 720, scheme: 'dark' },
  { look: 'narrow', width: 360, height: 680, scheme: 'light' },
  { look: 'narrow-dark', width: 360, height: 680, scheme: 'dark' },
];

const CONVERSATION = [
  ['ben', 'Morning! The new build is on staging.'],
  ['chris', 'Looks calm. I switched chats fifty times and nothing blinked.'],
  ['ben', 'Try pulling the plug on the gateway: the banner counts down, and what you missed comes back in order.'],
] as const;

beforeAll(() => mkdir(new URL('./screenshots/', import.meta.url), { recursive: true }));

/** One picture for each look; the page is wide again afterwards. */
async function picture(chatPage: ChatPage, subject: string): Promise<void> {
  const { page } = chatPage;
  for (const { look, width, height, scheme } of [...LOOKS].reverse()) {
    await page.setViewport({ width, height });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await chatPage.screenshot(`${subject}-${look}`);
  }
}

/** They are written to be looked at, and compared with nothing. */
describe('pictures of the page', () => {
  it('show log-in, list, open, throttled and idle', async () => {
    const gateway = await stage.gateway();
    for (const [from, text] of CONVERSATION) gateway.post('2', from, text);
    const page = await stage.open(gateway, { lingerMs: 0, burstMs: 2000, throttleMs: 20_000 });
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
    await page.select('3');
    await page.reaches('idle');
    await picture(page, 'idle');
  });

  it('show backoff and failed', async () => {
    const gateway = await stage.gateway();
    for (const [from, text] of CONVERSATION) gateway.post('1', from, text);
    const page = await stage.enter(gateway, { throttleMs: 0, firstMs: 0, baseMs: 2500, maxMs: 2500, maxAttempts: 2 });
    await page.select('1');
    await page.reaches('open');
    await gateway.stop();
    await page.reaches('backoff', 2);
    await page.say('Typed while it was away.');
    await picture(page, 'backoff');
    await page.reaches('failed');
    await picture(page, 'failed');
  });

  it('show connecting', async () => {
    const hung = await startHungGateway();
    onTestFinished(hung.stop);
    const page = await stage.enter(hung);
    await page.select('1');
    await page.reaches('connecting');
    await picture(page, 'connecting');
  });
});
