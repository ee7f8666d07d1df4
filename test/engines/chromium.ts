import { Browser as Product } from '@puppeteer/browsers';
import puppeteer, { type Browser, type BrowserContext, type ConnectOptions } from 'puppeteer-core';
import { DISTANT_HOST, type EngineDescription, type LaunchOptions } from './engine.js';
import { findExecutable, type Program } from './find-executable.js';
import { debianPackages, downloadedBefore, driverDownload } from './program-sources.js';
import { puppeteerPage } from './puppeteer-page.js';

const CHROMIUM: Program = {
  name: 'Chromium',
  variables: ['CHROMIUM_PATH', 'PUPPETEER_EXECUTABLE_PATH', 'CHROME_BIN'],
  paths: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/google-chrome',
    '/snap/bin/chromium',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  ],
  downloadedBefore: () => downloadedBefore(Product.CHROME),
  sources: [...debianPackages(['chromium'], '/usr/bin/chromium', '--version'), driverDownload(Product.CHROME)],
};

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // With each page these would start processes more: for a page that may come, and for what an address bar shows.
  '--disable-features=SpareRendererForSitePerProcess,WebUIOmniboxPopup,WebUIOmniboxAimPopup',
];

/** By these Puppeteer keeps Chromium from slowing pages that nobody sees; its users have none of them. */
const WIDE_AWAKE = [
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
];

export interface ChromiumOptions extends LaunchOptions, Pick<ConnectOptions, 'acceptInsecureCerts'> {}

/**
 * Starts Chromium, headless, with an empty profile of its own that goes when it is closed; or connects to the one that runs at
 * `endpoint`, which then is not to be closed but disconnected.
 */
export async function launchChromium(options: ChromiumOptions = {}): Promise<Browser> {
  const { acceptInsecureCerts = false, endpoint, slowsAfterSeconds } = options;
  if (endpoint !== undefined) return puppeteer.connect({ browserWSEndpoint: endpoint, acceptInsecureCerts });
  const slows = `--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/${slowsAfterSeconds}`;
  return puppeteer.launch({
    executablePath: await findExecutable(CHROMIUM),
    headless: true,
    args: [
      ...QUIET,
      `--host-resolver-rules=MAP ${DISTANT_HOST} 127.0.0.1`,
      ...(slowsAfterSeconds === undefined ? [] : [slows]),
    ],
    ignoreDefaultArgs: WIDE_AWAKE,
    acceptInsecureCerts,
  });
}

export const chromium: EngineDescription = {
  name: 'chromium',
  lacks: {},
  async launch(options = {}) {
    const browser = await launchChromium(options);
    const contexts: BrowserContext[] = [];
    return {
      version: await browser.version(),
      async open(url) {
        const context = await browser.createBrowserContext();
        contexts.push(context);
        const page = await context.newPage();
        await page.goto(url);
        const session = await page.createCDPSession();
        return puppeteerPage(page, {
          setFrozen: (isFrozen) => session.send('Page.setWebLifecycleState', { state: isFrozen ? 'frozen' : 'active' }),
        });
      },
      async close() {
        if (options.endpoint === undefined) return browser.close();
        await Promise.all(contexts.filter(({ closed }) => !closed).map((context) => context.close()));
        await browser.disconnect();
      },
    };
  },
};
