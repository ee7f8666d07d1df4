import { setTimeout } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { crash } from '../browser/crash-page.js';
import { type PageServer, serveHistoryPage } from '../browser/page-server.js';
import { launchChromium } from '../engines/chromium.js';
import type { Crew } from './client-program.js';
import type { PageSettings } from './page/history-page.js';
import type { PlayerSettings } from './player.js';
import type { RecordItem } from './record.js';
import { startRecorder } from './recorder.js';

const MAX_BURST = 10;
const MAX_WAIT_MS = 40;

export interface PageCrew extends Crew {
  /** What may happen to a page, by name. */
  readonly faults: Readonly<Record<string, (random: () => number) => Promise<void>>>;
}

/** Pages in Chromium with an outbox in IndexedDB, one for each client, in a browser context of its own. */
export const startPages = async (clients: readonly PlayerSettings[], record: RecordItem): Promise<PageCrew> => {
  const recorder = await startRecorder(record);
  let server: PageServer | undefined;
  let browser: Browser | undefined;
  const end = async () => {
    await browser?.close();
    await server?.close();
    await recorder.close();
  };
  try {
    server = await serveHistoryPage();
    browser = await launchChromium();
    const { url } = server;
    const pages = await Promise.all(
      clients.map(async (settings) =>
        HistoryPage.open(
          await (browser as Browser).createBrowserContext(),
          url,
          { ...settings, recorder: recorder.url },
          record,
        ),
      ),
    );
    return { ...crewOf(pages), end };
  } catch (error) {
    await end();
    throw error;
  }
};

const crewOf = (pages: readonly HistoryPage[]): Omit<PageCrew, 'end'> => {
  const one = (random: () => number) => pages[Math.floor(random() * pages.length)] as HistoryPage;
  const amid = (random: () => number) =>
    [1 + Math.floor(random() * MAX_BURST), Math.floor(random() * MAX_WAIT_MS)] as const;
  return {
    async quiet() {
      await Promise.all(pages.map((page) => page.quiet()));
    },
    rest: async () => (await Promise.all(pages.map((page) => page.rest()))).flat(),
    faults: {
      'a page is reloaded amid sends': (random) => one(random).reload(...amid(random)),
      'a page is closed amid sends': (random) => one(random).close(...amid(random)),
      'a page crashes amid sends': (random) => one(random).crash(...amid(random)),
      'a page is closed beside another': (random) => one(random).giveWay(...amid(random)),
    },
  };
};

/** The page of a client, whichever it is now. */
class HistoryPage {
  readonly #context: BrowserContext;
  readonly #url: string;
  readonly #settings: PageSettings;
  readonly #record: RecordItem;
  #page: Page;
  #life = '';

  private constructor(context: BrowserContext, url: string, settings: PageSettings, record: RecordItem, page: Page) {
    this.#context = context;
    this.#url = url;
    this.#settings = settings;
    this.#record = record;
    this.#page = page;
  }

  static async open(
    context: BrowserContext,
    url: string,
    settings: PageSettings,
    record: RecordItem,
  ): Promise<HistoryPage> {
    const page = new HistoryPage(context, url, settings, record, await context.newPage());
    await page.#load();
    return page;
  }

  async reload(count: number, waitMs: number): Promise<void> {
    const loaded = this.#page.waitForNavigation({ waitUntil: 'load' });
    // The page may be gone before it answers.
    await this.#page.evaluate((...args) => historyPage.burstAndReload(...args), count, waitMs).catch(() => undefined);
    await loaded;
    this.#ended(this.#life);
    this.#life = await this.#page.evaluate(() => historyPage.life);
  }

  async close(count: number, waitMs: number): Promise<void> {
    await this.#burst(count, waitMs);
    await this.#page.close();
    this.#ended(this.#life);
    await this.#replace();
  }

  async crash(count: number, waitMs: number): Promise<void> {
    await this.#burst(count, waitMs);
    await crash(this.#page);
    this.#ended(this.#life);
    const crashed = this.#page;
    await this.#replace();
    await crashed.close();
  }

  /** Another page is open before this one is closed. */
  async giveWay(count: number, waitMs: number): Promise<void> {
    const [page, life] = [this.#page, this.#life];
    await this.#replace();
    await page.evaluate((one) => historyPage.burst(one), count);
    await setTimeout(waitMs);
    await page.close();
    this.#ended(life);
  }

  quiet(): Promise<void> {
    return this.#page.evaluate(() => historyPage.quiet());
  }

  rest() {
    return this.#page.evaluate(() => historyPage.rest());
  }

  async #burst(count: number, waitMs: number): Promise<void> {
    await this.#page.evaluate((one) => historyPage.burst(one), count);
    await setTimeout(waitMs);
  }

  async #replace(): Promise<void> {
    this.#page = await this.#context.newPage();
    await this.#load();
  }

  async #load(): Promise<void> {
    const settings = encodeURIComponent(JSON.stringify(this.#settings));
    await this.#page.goto(`${this.#url}#${settings}`, { waitUntil: 'load' });
    this.#life = await this.#page.evaluate(() => historyPage.life);
  }

  #ended(life: string): void {
    this.#record({ type: 'ended', life });
  }
}
