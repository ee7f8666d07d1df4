import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'puppeteer-core';
import { ChatPage } from '../../test/browser/chat-page.js';
import { press } from '../../test/browser/fault-panel.js';
import { serveDemo } from '../../test/browser/page-server.js';
import { launchChromium } from '../../test/engines/chromium.js';
import { startFaultControl } from './faults/fault-control.js';
import { startFaultyGateway } from './faults/faulty-gateway.js';

/** Writes the pictures of docs/inspection.md, taken of the demonstration as it runs. */
const PICTURES = new URL('../pictures/', import.meta.url);
const CONVERSATION = [
  ['ben', 'Morning! The new build is on staging.'],
  ['chris', 'Looks calm. I switched chats fifty times and nothing blinked.'],
  ['ben', 'Now pull the plug: the banner counts down, and what you missed comes back in order.'],
] as const;
/** Waits that are long enough to be photographed. */
const OPTIONS = {
  throttleMs: 20_000,
  firstMs: 20_000,
  baseMs: 20_000,
  maxMs: 20_000,
  timeoutMs: 20_000,
  maxAttempts: 3,
};

const [browser, server] = await Promise.all([launchChromium(), serveDemo()]);
const origins = [new URL(server.url).origin];
const gateway = await startFaultyGateway({ origins });
for (const [from, text] of CONVERSATION) gateway.gateway.post('1', from, text);
const control = await startFaultControl(gateway, { origins });
const page = await browser.newPage();
const chat = await ChatPage.open(page, server.url, { gateway: gateway.url, faults: control.url, ...OPTIONS });
await mkdir(PICTURES, { recursive: true });

try {
  await look(chat.page, 1280, 'light');
  await chat.logIn('ana');
  await chat.select('1');
  await chat.reaches('open');
  await press(chat, 'Refused');
  await press(chat, 'Drop');
  await chat.reaches('backoff');
  await chat.say('Typed while the line was down.');
  await picture('backoff');

  await press(chat, 'Accepted');
  await press(chat, 'Frozen');
  await press(chat, 'Frozen');
  await chat.reaches('throttled');
  await look(chat.page, 360, 'light');
  await chat.page.click('[aria-controls=inspection]');
  await picture('throttled-narrow');

  await look(chat.page, 1280, 'dark');
  await chat.reaches('open');
  await chat.page.select('#close-code', '4403');
  await press(chat, 'Close');
  await chat.reaches('failed');
  await picture('failed-dark');
} finally {
  await Promise.all([browser.close(), server.close(), control.stop(), gateway.stop()]);
}

async function look(page: Page, width: number, scheme: 'light' | 'dark'): Promise<void> {
  await page.setViewport({ width, height: 800 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
}

/** Once the chart has been told, and has come to rest where it is. */
async function picture(name: string): Promise<void> {
  await chat.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 700)));
  await chat.page.screenshot({ path: fileURLToPath(new URL(`${name}.png`, PICTURES)) as `${string}.png` });
  console.log(`docs/pictures/${name}.png`);
}
