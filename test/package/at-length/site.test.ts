import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServedSite, SITE, serveSite } from '../../../docs/site/serve-site.js';
import { axeViolations } from '../../browser/axe-violations.js';
import { launchChromium } from '../../engines/chromium.js';
import { ROOT } from '../packed-package.js';
import { outputOf } from '../run.js';

let browser: Browser;
let site: ServedSite;
let page: Page;
let addresses: string[];
beforeAll(async () => {
  await outputOf('npm', ['run', 'site'], ROOT);
  const served = await serveSite();
  if (served === null) throw new Error('the site was not built');
  site = served;
  browser = await launchChromium();
  page = await browser.newPage();
  const files = await readdir(SITE, { recursive: true });
  addresses = files.filter((file) => file.endsWith('.html') && file !== '404.html');
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

const open = async (address: string, width = 1280) => {
  await page.setViewport({ width, height: 800 });
  await page.goto(site.url + address, { waitUntil: 'networkidle0' });
};

describe('the site', () => {
  it('has a page for each page of the project, and the playground first', async () => {
    const pages = (await readdir(join(ROOT, 'docs'))).filter((name) => name.endsWith('.md'));
    expect(addresses).toEqual(expect.arrayContaining(pages.map((name) => name.replace(/md$/, 'html'))));
    expect(addresses).toContain('start.html');
    await open('');
    expect(await page.$eval('h1', (heading) => heading.textContent)).toContain('evenkeel');
    expect(await page.waitForSelector('.playground')).not.toBeNull();
  });

  it('has no link that leads nowhere, neither to a page nor to a place on it, and no picture that is not there', async () => {
    const broken: string[] = [];
    const ids = new Map<string, ReadonlySet<string>>();
    const links: { from: string; path: string; anchor: string }[] = [];
    for (const address of addresses) {
      await open(address);
      const found = await page.evaluate(() => ({
        ids: [...document.querySelectorAll('[id]')].map(({ id }) => id),
        links: [...document.querySelectorAll<HTMLAnchorElement>('a[href]')].map(({ href }) => href),
        blank: [...document.images].filter((image) => image.naturalWidth === 0).map(({ src }) => src),
      }));
      ids.set(address, new Set(found.ids));
      broken.push(...found.blank.map((src) => `${address}: no picture ${src}`));
      for (const href of found.links) {
        const { origin, pathname, hash } = new URL(href);
        if (`${origin}/` !== site.url) continue;
        links.push({
          from: address,
          path: pathname.slice(1) || 'index.html',
          anchor: decodeURIComponent(hash.slice(1)),
        });
      }
    }
    for (const { from, path, anchor } of links) {
      const target = path.endsWith('/') ? `${path}index.html` : path;
      const isThere = existsSync(join(SITE, target));
      if (!isThere) broken.push(`${from}: no page ${path}`);
      else if (anchor !== '' && ids.get(target)?.has(anchor) === false) broken.push(`${from}: no ${path}#${anchor}`);
    }
    expect(links.length).toBeGreaterThan(500);
    expect([...new Set(broken)]).toEqual([]);
  }, 300_000);

  it('fits a window of 360 px, and axe finds nothing wrong in light and dark', async () => {
    const wrong: string[] = [];
    for (const address of addresses) {
      await open(address, 360);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      if (width > 360) wrong.push(`${address}: ${width} px wide`);
      wrong.push(...(await axeViolations(page)).map((violation) => `${address}: ${violation}`));
    }
    expect(wrong).toEqual([]);
  }, 300_000);

  it('lets a visitor break a connection and see it come back, or give up within a second', async () => {
    await open('');
    const state = () => page.$eval('.evenkeel [data-state]', (banner) => banner.getAttribute('data-state'));
    const press = async (label: string) => {
      const button = await page.waitForSelector(
        `.playground ::-p-aria([name="${label}"][role="button"]):not(:disabled)`,
      );
      await button?.click();
    };
    await press('Select');
    await page.waitForSelector('.evenkeel [data-state=open]');
    await press('Pause');
    await press('Refuses');
    await press('Drop');
    await page.waitForSelector('.evenkeel [data-state=backoff]');
    const next = await page.waitForSelector('.playground button.next');
    await next?.hover();
    const since = Date.now();
    await page.mouse.down();
    await page.waitForSelector('.evenkeel [data-state=failed]');
    expect(Date.now() - since).toBeLessThan(5_000);
    await page.mouse.up();
    const shown = await page.$eval('.evenkeel header p', (text) => text.textContent);
    expect(shown).toMatch(/^11 sockets so far/);

    // It is written to the address now and then: it is whole once it stays the same.
    await page.waitForFunction(
      (seen: { last?: string }) => {
        const isSame = seen.last === location.search;
        seen.last = location.search;
        return isSame && location.search.includes('refuse.drop');
      },
      { polling: 1_000 },
      {},
    );
    await page.reload({ waitUntil: 'networkidle0' });
    await page.waitForSelector('.evenkeel [data-state=failed]');
    expect(await page.$eval('.evenkeel header p', (text) => text.textContent)).toBe(shown);
    expect(await state()).toBe('failed');

    await press('Copy as a test');
    const code = await (await page.waitForSelector('.playground textarea'))?.evaluate((area) => area.value);
    expect(code).toContain("it('ends as failed'");
    expect(await axeViolations(page)).toEqual([]);
  });

  it('is searched without a network', async () => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await open('');
    await page.keyboard.down('Control');
    await page.keyboard.press('k');
    await page.keyboard.up('Control');
    await page.waitForSelector('#localsearch-input');
    await page.type('#localsearch-input', 'retry-after');
    await page.waitForSelector('#localsearch-list [role=option]');
    expect(asked.filter((url) => !url.startsWith(site.url) && !url.startsWith('data:'))).toEqual([]);
  });
});
