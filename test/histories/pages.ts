import { setTimeout } from 'node:timers/promises';
import type { BrowserContext, Page } from 'puppeteer-core';
import { crash } from '../browser/crash-page.js';
import { serveHistoryPage } from '../browser/page-server.js';
import { launchChromium } from '../engines/chromium.js';
import type { Crew } from './client-program.js';
import type { Endings } from './endings.js';
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
export const startPages = async (
  clients: readonly PlayerSettings[],
  record: RecordItem,
  endings: Endings,
): Promise<PageCrew> => {
  const recorder = await startRecorder(record);
  endings.add(recorder.close);
  const { url, close } = await serveHistoryPage();
  endings.add(close);
  const browser = await launchChromium();
  endings.add(() => browser.close());
  const pages = await Promise.all(
    clients.map(async (settings) => {
      const page = new HistoryPage(
        await browser.createBrowserContext(),
        url,
        { ...settings, recorder: recorder.url },
        record,
      );
      await page.open();
      return page;
    }),
  );
  const onPage =
    (act: (page: HistoryPage, count: number, waitMs: number) => Promise<void>) =>
    async (random: () => number): Promise<void> => {
      const page = pages[Math.floor(random() * pages.length)];
      if (page !== undefined) await act(page, 1 + Math.floor(random() * MAX_BURST), Math.floor(random() * MAX_WAIT_MS));
    };
  return {
    async quiet() {
      await Promise.all(pages.map((page) => page.quiet()));
    },
    rest: async () => (await Promise.all(pages.map((page) => page.rest()))).flat(),
    faults: {
      'a page is reloaded amid sends': onPage((page, ...amid) => page.reload(...amid)),
      'a page is closed amid sends': onPage((page, ...amid) => page.close(...amid)),
      'a page crashes amid sends': onPage((page, ...amid) => page.crash(...amid)),
      'a page is closed beside another': onPage((page, ...amid) => page.giveWay(...amid)),
    },
  };
};

/** The page of a client, whichever it is now. */
class HistoryPage {
  readonly #context: BrowserContext;
  readonly #url: string;
  readonly #settings: PageSettings;
  readonly #record: RecordItem;
  #opened: Page | null = null;
  #life = '';

  constructor(context: BrowserContext, url: string, settings: PageSettings, record: RecordItem) {
    this.#context = context;
    this.#url = url;
    this.#settings = settings;
    this.#record = record;
  }

  /** Another page, whether or not there is one. */
  async open(): Promise<void> {
    this.#opened = await this.#context.newPage();
    await this.#page.goto(`${this.#url}#${encodeURIComponent(JSON.stringify(this.#settings))}`, { waitUntil: 'load' });
    this.#life = await this.#page.evaluate(() => historyPage.life);
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
    await this.open();
  }

  async crash(count: number, waitMs: number): Promise<void> {
    await this.#burst(count, waitMs);
    await crash(this.#page);
    this.#ended(this.#life);
    const crashed = this.#page;
    await this.open();
    await crashed.close();
  }

  /** Another page is open before this one is closed. */
  async giveWay(count: number, waitMs: number): Promise<void> {
    const [page, life] = [this.#page, this.#life];
    await this.open();
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

  get #page(): Page {
    if (this.#opened === null) throw new Error('the page is not open');
    return this.#opened;
  }

  #ended(life: string): void {
    this.#record({ type: 'ended', life });
  }
}
