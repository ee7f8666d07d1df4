import type { Page } from 'puppeteer-core';
import type { EnginePage } from './engine.js';

/** What a driver spoken to by Puppeteer does in its own way. */
export type OwnWays = Pick<EnginePage, 'setFrozen'>;

/** A page that Puppeteer drives; closing it closes its browser context. */
export function puppeteerPage(page: Page, { setFrozen }: OwnWays): EnginePage {
  let cover: Page | null = null;
  return {
    goto: async (url) => void (await page.goto(url)),
    // Puppeteer's own `goBack` waits for a `load` that a page from the back/forward cache never has.
    back: () => page.evaluate(() => void setTimeout(() => history.back())),
    // biome-ignore lint/suspicious/noExplicitAny: Puppeteer's type for arguments cannot be named here.
    evaluate: (fn, ...args) => page.evaluate(fn as any, ...(args as any)) as any,
    setOffline: (isOffline) => page.setOfflineMode(isOffline),
    setFrozen,
    /** A tab is hidden by another one before it. */
    async setHidden(isHidden) {
      if (isHidden) {
        cover ??= await page.browserContext().newPage();
        await cover.bringToFront();
      } else {
        await page.bringToFront();
        await cover?.close();
        cover = null;
      }
      const state = isHidden ? 'hidden' : 'visible';
      await page.waitForFunction((wanted) => document.visibilityState === wanted, { polling: 20 }, state);
    },
    close: () => page.browserContext().close(),
  };
}
