import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll } from 'vitest';
import type { StoredSender } from '../../src/contract/delivery.js';
import { type PageServer, serveOutboxPage } from './page-server.js';
import { useBrowser } from './use-browser.js';

export interface OutboxStage {
  /** With a slash at the end. */
  url(): string;
  /** A page whose outbox is not open yet, in a browser context of its own, or in that of another page. */
  newPage(beside?: Page): Promise<Page>;
  /** A page with an open outbox. */
  openPage(beside?: Page, account?: string): Promise<Page>;
}

/** A browser and the page that has an outbox, for the tests of a file; pages end with the test. */
export function useOutboxStage(): OutboxStage {
  let server: PageServer;
  beforeAll(async () => {
    server = await serveOutboxPage();
  });
  afterAll(() => server?.close());
  const browser = useBrowser();

  const newPage: OutboxStage['newPage'] = async (beside) => {
    const page = await (beside?.browserContext().newPage() ?? browser.newPage());
    await page.goto(server.url);
    return page;
  };
  return {
    url: () => server.url,
    newPage,
    async openPage(beside, account) {
      const page = await newPage(beside);
      await opens(page, account);
      return page;
    },
  };
}

export const opens = (page: Page, account = 'ana'): Promise<readonly StoredSender[]> =>
  page.evaluate((...args) => outboxPage.open(...args), account);

export const adds = (page: Page, sender: string, ...texts: readonly string[]): Promise<number> =>
  page.evaluate((...args) => outboxPage.outbox.add(...args), sender, ...texts);

export const untilFound = (page: Page, count = 1): Promise<readonly StoredSender[]> =>
  page.evaluate((...args) => outboxPage.outbox.untilFound(...args), count);

export const untilTaken = (page: Page, count = 1): Promise<readonly string[]> =>
  page.evaluate((...args) => outboxPage.outbox.untilTaken(...args), count);

export const whatPageWasTold = (page: Page): Promise<unknown> =>
  page.evaluate(() => ({ found: outboxPage.outbox.found.map(({ id }) => id), taken: outboxPage.outbox.taken }));

/** What the page's call fails with: the first line, without the error's name. */
export const failureOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'it did not fail',
    ({ message }: Error) => message.split('\n')[0]?.replace('OutboxError: ', '') ?? '',
  );

/** A sender as it is found, with these texts from the number on. */
export const stored = (id: string, texts: readonly string[], from = 1): StoredSender => ({
  id,
  chatId: '7',
  acked: from - 1,
  messages: texts.map((text, index) => ({ id: text, n: from + index, data: text, isCancelled: false })),
});

export const TAKEN = 'The outbox failed: the sender is not of this page';
