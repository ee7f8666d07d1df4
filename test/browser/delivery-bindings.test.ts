import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, EnginePage } from '../engines/engine.js';
import type { Framework, PaneView } from './delivery-page/delivery-page.js';
import { startEngine } from './engine-stage.js';
import { type PageServer, serveDeliveryPage } from './page-server.js';
import { OBTAIN_LIMIT_MS } from './use-browser.js';

let server: PageServer;
let engine: Engine;
let page: EnginePage;

beforeAll(async () => {
  [engine, server] = await Promise.all([startEngine(), serveDeliveryPage()]);
  page = await engine.open(server.url);
}, OBTAIN_LIMIT_MS);
afterAll(() => Promise.all([engine?.close(), server?.close()]));

const shows = (view: Partial<PaneView>) =>
  expect
    .poll(() => page.evaluate(() => deliveryPage.view()), { timeout: 20_000 })
    .toEqual(expect.objectContaining(view));

describe.each<Framework>(['svelte', 'react', 'vue'])('the delivery of a chat in %s', (framework) => {
  it('shows what has not ended and each receipt, and holds the chat while it is mounted', async () => {
    await page.evaluate((one) => deliveryPage.mount(one), framework);
    await page.evaluate(() => deliveryPage.send());
    await shows({ link: 'down', pending: ['hello stored'], ends: 'stored' });
    expect(await page.evaluate(() => deliveryPage.selected())).toBe('1');
    await shows({ link: 'live', pending: [], ends: 'stored,sent,acked' });

    await page.evaluate(() => deliveryPage.update('2'));
    await shows({ link: 'live', pending: [] });
    await expect.poll(() => page.evaluate(() => deliveryPage.selected())).toBe('2');
    await page.evaluate(() => deliveryPage.update(null));
    await shows({ link: '', pending: [] });
    await page.evaluate(() => deliveryPage.unmount());
    await expect.poll(() => page.evaluate(() => deliveryPage.selected())).toBeNull();
  });
});
