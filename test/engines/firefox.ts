import { Browser as Product } from '@puppeteer/browsers';
import puppeteer, { type Browser } from 'puppeteer-core';
import { DISTANT_HOST, type EngineDescription } from './engine.js';
import { findExecutable, type Program } from './find-executable.js';
import { debianPackages, downloadedBefore, driverDownload } from './program-sources.js';
import { puppeteerPage } from './puppeteer-page.js';

const FIREFOX: Program = {
  name: 'Firefox',
  variables: ['FIREFOX_PATH', 'FIREFOX_BIN'],
  paths: [
    '/usr/bin/firefox-esr',
    '/usr/bin/firefox',
    '/Applications/Firefox.app/Contents/MacOS/firefox',
    'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
  ],
  downloadedBefore: () => downloadedBefore(Product.FIREFOX),
  sources: [...debianPackages(['firefox-esr'], '/usr/bin/firefox-esr', '--version'), driverDownload(Product.FIREFOX)],
};

const FREEZE = 'WebDriver BiDi has no command for the page lifecycle, and Firefox no `freeze` event';
const CACHE = 'Firefox keeps no page that has an open WebSocket: it is left for good, and loaded anew';

/** Starts Firefox, headless, with an empty profile of its own. */
export async function launchFirefox(preferences: Readonly<Record<string, unknown>> = {}): Promise<Browser> {
  return puppeteer.launch({
    browser: 'firefox',
    executablePath: await findExecutable(FIREFOX),
    headless: true,
    extraPrefsFirefox: preferences,
  });
}

/** By WebDriver BiDi. */
/** Measured: a page hidden for two minutes has timers that fire once a second. */
const SLOWING = 'its timers are slowed to one a second at most';

export const firefox: EngineDescription = {
  name: 'firefox',
  lacks: { freeze: FREEZE, 'back/forward cache': CACHE, slowing: SLOWING },
  async launch() {
    const browser = await launchFirefox({ 'network.dns.localDomains': DISTANT_HOST });
    return {
      version: await browser.version(),
      async open(url) {
        const page = await (await browser.createBrowserContext()).newPage();
        await page.goto(url);
        return puppeteerPage(page, { setFrozen: () => Promise.reject(new Error(FREEZE)) });
      },
      close: () => browser.close(),
    };
  },
};
