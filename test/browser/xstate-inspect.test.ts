import type { Frame, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLoopbackServer } from '../xstate-inspect/loopback-server.js';
import type { Way } from '../xstate-inspect/page/inspected-chats.js';
import { REFUSED_CHAT, seenOf } from '../xstate-inspect/what-was-seen.js';
import { type PageServer, serveXstateInspectPage } from './page-server.js';
import { useBrowser } from './use-browser.js';

/** A frame or window that nobody looks at may get no animation frames to look at it in. */
const UNSEEN = { polling: 50 };

const browser = useBrowser();
let pageServer: PageServer;
beforeAll(async () => {
  pageServer = await serveXstateInspectPage();
});
afterAll(() => pageServer?.close());

const viewerIn: Record<Way, (page: Page) => Promise<Frame | Page>> = {
  'inspect({ iframe })': frameIn,
  'inspect({ iframe: false })': windowOf,
  'the bridge alone': frameIn,
};

function frameIn(page: Page): Promise<Frame> {
  return page.waitForFrame((frame) => frame.url().endsWith('?viewer'));
}

async function windowOf(page: Page): Promise<Page> {
  const target = await page.browserContext().waitForTarget((one) => one.opener() === page.target());
  const opened = await target.page();
  if (opened === null) throw new Error('the viewer has no window');
  return opened;
}

describe('chats in Chromium, shown by way of', () => {
  it.each(Object.keys(viewerIn) as Way[])('%s', async (way) => {
    const { server, host } = await startLoopbackServer();
    server.on('connection', (socket, { url }) => {
      if (url?.includes('/42/')) socket.close(4403);
    });
    const page = await browser.newPage();
    await page.goto(pageServer.url);
    await page.evaluate((...args) => xstateChats.start(...args), way, `ws://${host}`);
    const shown = await viewerIn[way](page);
    await page.evaluate(() => void xstateChats.chats.retain('here before'));
    await page.evaluate(() => xstateChats.until('here before', 'open'));
    await shown.waitForFunction(() => xstateViewer.count('service.register') > 0, UNSEEN);

    // A viewer drives nothing.
    await shown.evaluate(() => xstateViewer.sendTo(xstateViewer.seen[0]?.sessionId ?? '', 'chat.release'));
    await page.evaluate(() => void xstateChats.chats.select('42'));
    await page.evaluate(() => xstateChats.until('42', 'failed'));
    expect(await page.evaluate(() => xstateChats.chats.get('here before').getSnapshot().state)).toBe('open');

    await page.evaluate(() => xstateChats.chats.dispose());
    await shown.waitForFunction(() => xstateViewer.count('service.stop') === 2, UNSEEN);
    const seen = await shown.evaluate(() => xstateViewer.seen);
    expect(seenOf('42', seen)).toEqual(REFUSED_CHAT);
    expect(seen.filter(({ told }) => told[0] === 'chat.release')).toHaveLength(4);
  });
});
