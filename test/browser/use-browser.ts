import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { ChromiumOptions } from '../engines/chromium.js';
import { launchBrowser } from '../engines/engines.js';
import { keptEndpoint } from './kept-browsers.js';

/** Getting a browser, where there is none, takes longer than any test. */
export const OBTAIN_LIMIT_MS = 600_000;

export interface BrowserInUse {
  /** A page in a fresh browser context, which ends with the test. */
  newPage(): Promise<Page>;
  /** The same page for every test of the file, as the last left it: loading a page costs a fifth of opening one. */
  keptPage(): Promise<Page>;
}

/** The engine in use, as Puppeteer drives it, for the tests of a file. */
export function useBrowser(options: Pick<ChromiumOptions, 'acceptInsecureCerts'> = {}): BrowserInUse {
  let browser: Browser;
  const pages: Page[] = [];
  let kept: Page | null = null;

  beforeAll(async () => {
    browser = await launchBrowser({ ...options, endpoint: keptEndpoint() });
  }, OBTAIN_LIMIT_MS);
  afterEach(async () => {
    await Promise.all(pages.splice(0).map((page) => page.browserContext().close()));
  });
  afterAll(async () => {
    await kept?.browserContext().close();
    await (keptEndpoint() === undefined ? browser?.close() : browser?.disconnect());
  });

  const inContext = async () => (await browser.createBrowserContext()).newPage();
  return {
    async newPage() {
      const page = await inContext();
      pages.push(page);
      return page;
    },
    async keptPage() {
      kept ??= await inContext();
      return kept;
    },
  };
}
