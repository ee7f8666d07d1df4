import type { ElementHandle, Page } from 'puppeteer-core';
import { afterAll, beforeAll } from 'vitest';
import { type PageServer, serveViewerPage } from './page-server.js';
import { useBrowser } from './use-browser.js';

/** A page with a viewer, as somebody sees it who looks at it. */
export class ViewerOnPage {
  readonly page: Page;
  /** What the browser complained of. */
  readonly complaints: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
  }

  /** What stands in the elements of the viewer that match. */
  texts(selector: string): Promise<string[]> {
    return this.page.$$eval(`main > div >>> ${selector}`, (found) => found.map(({ textContent }) => textContent ?? ''));
  }

  async text(selector: string): Promise<string> {
    return (await this.texts(selector)).join('\n');
  }

  /** The values of an attribute of the elements of the viewer that match. */
  attributes(selector: string, name: string): Promise<(string | null)[]> {
    return this.page.$$eval(
      `main > div >>> ${selector}`,
      (found, wanted) => found.map((one) => one.getAttribute(wanted)),
      name,
    );
  }

  async find(selector: string): Promise<ElementHandle> {
    const found = await this.page.$(`main > div >>> ${selector}`);
    if (found === null) throw new Error(`the viewer has no ${selector}`);
    return found;
  }

  /** Until the viewer has one that matches. */
  async waitFor(selector: string): Promise<void> {
    await this.page.waitForFunction(
      (wanted) => document.querySelector('main > div')?.shadowRoot?.querySelector(wanted) ?? false,
      { polling: 'raf' },
      selector,
    );
  }

  async openFile(path: string): Promise<void> {
    const input = await this.page.$('main > div >>> input[type=file]');
    await (input as ElementHandle<HTMLInputElement> | null)?.uploadFile(path);
  }

  async click(selector: string): Promise<void> {
    await (await this.find(selector)).click();
    await this.settle();
  }

  async type(selector: string, text: string): Promise<void> {
    await (await this.find(selector)).focus();
    await this.page.keyboard.type(text);
    await this.settle();
  }

  async press(...keys: Parameters<Page['keyboard']['press']>[0][]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
    await this.settle();
  }

  settle(): Promise<void> {
    return this.page.evaluate(() => viewing.settle());
  }

  /** The states that are lit. */
  async lit(): Promise<string[]> {
    return (await this.attributes('.chart-scroller .active', 'data-state')).map(String);
  }

  /** The edges that are marked as taken last. */
  async taken(): Promise<string[]> {
    return (await this.attributes('.chart-scroller .edge.last', 'data-edge')).map(String);
  }

  /** The rows of a list that are in the document, as one reads them. */
  rows(label: 'Chats' | 'Timeline'): Promise<string[]> {
    return this.page.$$eval(`main > div >>> [role=listbox][aria-label=${label}] [role=option]`, (rows) =>
      (rows as HTMLElement[]).map((row) => row.innerText.replaceAll(/\s*\n\s*/g, ' ')),
    );
  }

  async choose(label: 'Chats' | 'Timeline', text: string): Promise<void> {
    const rows = await this.page.$$(`main > div >>> [role=listbox][aria-label=${label}] [role=option]`);
    for (const row of rows) {
      if (!(await row.evaluate((one) => one.textContent))?.includes(text)) continue;
      await row.click();
      return this.settle();
    }
    throw new Error(`no row of ${label} says ${text}`);
  }
}

/** Chat 1 is open, and 2 is in backoff after its connection was lost. */
export async function twoChats(viewer: ViewerOnPage): Promise<void> {
  await viewer.page.evaluate(async () => {
    viewing.mount();
    viewing.chats.retain('1');
    viewing.chats.select('2');
    await viewing.pass(3_000);
    viewing.gateway.latest('2').peer.drops();
    await viewing.pass(0);
  });
}

export interface ViewerStage {
  /** The page in a window of that size, loaded again, before the viewer is mounted. */
  open(size?: { readonly width: number; readonly height: number }): Promise<ViewerOnPage>;
}

export function useViewerStage(): ViewerStage {
  const browser = useBrowser();
  let server: PageServer;
  let viewer: ViewerOnPage | null = null;
  beforeAll(async () => {
    server = await serveViewerPage();
  });
  afterAll(() => server?.close());

  return {
    async open(size = { width: 1280, height: 800 }) {
      viewer ??= new ViewerOnPage(await browser.keptPage());
      viewer.complaints.splice(0);
      await viewer.page.emulateMediaFeatures();
      await viewer.page.setViewport(size);
      await viewer.page.goto(server.url);
      return viewer;
    },
  };
}
