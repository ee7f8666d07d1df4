import type { Page } from 'puppeteer-core';

/** Its process ends, as by a fault of the browser. */
export async function crash(page: Page): Promise<void> {
  const session = await page.createCDPSession();
  const crashed = new Promise((resolve) => page.once('error', resolve));
  // It is never answered.
  session.send('Page.crash').catch(() => {});
  await crashed;
}
