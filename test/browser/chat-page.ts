import { fileURLToPath } from 'node:url';
import type { Page } from 'puppeteer-core';

/** A `new WebSocket` in the page; the time is the page's own. */
export interface Construction {
  readonly chatId: string;
  readonly atMs: number;
}

/** A socket as the page sees it, in the order of construction. */
export interface WatchedSocket {
  readonly chatId: string;
  closed: boolean;
  readonly sent: string[];
  readonly received: string[];
}

interface Watched {
  readonly constructions: Construction[];
  readonly sockets: WatchedSocket[];
  readonly mostAtOnce: number;
}

export interface Banner {
  readonly state: string;
  readonly attempt: number;
}

type Options = Readonly<Record<string, string | number>>;

const SCREENSHOTS = new URL('./screenshots/', import.meta.url);

/** A page with chats in a real browser, used as a person would, and what the browser saw meanwhile. */
export class ChatPage {
  readonly console: string[] = [];
  readonly errors: string[] = [];
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(page: Page, url: string, options: Options): Promise<ChatPage> {
    const chatPage = new ChatPage(page);
    await chatPage.#watch();
    const query = new URLSearchParams(Object.entries(options).map(([name, value]) => [name, String(value)]));
    await chatPage.page.goto(`${url}?${query}`);
    return chatPage;
  }

  async logIn(name: string): Promise<void> {
    await this.page.type('#name', name);
    await this.page.keyboard.press('Enter');
    await this.page.waitForSelector('nav:not([hidden]) [data-chat]');
  }

  async select(chatId: string): Promise<void> {
    await this.page.click(`[data-chat="${chatId}"]`);
    await this.page.waitForSelector('section[data-state]');
  }

  async say(text: string): Promise<void> {
    await this.page.type('#draft', text);
    await this.page.keyboard.press('Enter');
  }

  banner(): Promise<Banner> {
    return this.page.$eval('section[data-state]', ({ dataset }) => ({
      state: dataset['state'] ?? '',
      attempt: Number(dataset['attempt']),
    }));
  }

  /** Waits until the banner shows that state, and that attempt or a later one. */
  async reaches(state: string, attempt = 0): Promise<void> {
    await this.page.waitForFunction(
      (wanted, least) => {
        const shown = document.querySelector<HTMLElement>('section[data-state]')?.dataset;
        return shown?.['state'] === wanted && Number(shown['attempt']) >= least;
      },
      { polling: 'mutation', timeout: 30_000 },
      state,
      attempt,
    );
  }

  /** The messages as they stand in the list: number and text. */
  messages(): Promise<string[]> {
    return this.page.$$eval('[role=log] li[data-id]', (items) =>
      items.map((item) => `${item.dataset['id']} ${item.querySelector('.body')?.textContent}`),
    );
  }

  async shows(count: number): Promise<void> {
    const listed = (least: number) => document.querySelectorAll('[role=log] li[data-id]').length >= least;
    await this.page.waitForFunction(listed, { polling: 'mutation', timeout: 30_000 }, count);
  }

  /** What stands in the list below the messages: status and text of each message on its way. */
  pending(): Promise<string[]> {
    return this.page.$$eval('[role=log] li.pending', (items) =>
      items.map((item) => `${item.dataset['status']} ${item.querySelector('.body')?.textContent}`),
    );
  }

  constructions(): Promise<Construction[]> {
    return this.page.evaluate(() => (Reflect.get(window, 'watched') as Watched).constructions);
  }

  sockets(): Promise<WatchedSocket[]> {
    return this.page.evaluate(() =>
      (Reflect.get(window, 'watched') as Watched).sockets.map(({ chatId, closed, sent, received }) => {
        return { chatId, closed, sent, received };
      }),
    );
  }

  /** The most sockets of one chat that were connecting or open at once. */
  mostSocketsAtOnce(): Promise<number> {
    return this.page.evaluate(() => (Reflect.get(window, 'watched') as Watched).mostAtOnce);
  }

  /** Waits until there were that many constructions, or the time is over: to see how many come. */
  async constructs(count: number, withinMs: number): Promise<void> {
    const made = (most: number) => (Reflect.get(window, 'watched') as Watched).constructions.length >= most;
    await this.page.waitForFunction(made, { polling: 20, timeout: withinMs }, count).catch(() => undefined);
  }

  screenshot(name: string): Promise<Uint8Array> {
    return this.page.screenshot({ path: `${fileURLToPath(SCREENSHOTS)}${name}.png` as `${string}.png` });
  }

  async close(): Promise<void> {
    await this.page.browserContext().close();
  }

  async #watch(): Promise<void> {
    this.page.on('console', (message) => this.console.push(message.text()));
    this.page.on('pageerror', (error) => this.errors.push(String(error)));
    await this.page.evaluateOnNewDocument(() => {
      const constructions: Construction[] = [];
      const sockets: (WatchedSocket & { readonly socket: WebSocket })[] = [];
      const watched = { constructions, sockets, mostAtOnce: 0 };
      Reflect.set(window, 'watched', watched);
      window.WebSocket = class extends WebSocket {
        readonly #seen: WatchedSocket;

        constructor(url: string | URL, protocols?: string | string[]) {
          const chatId = /\/chats\/([^/]+)\/(?:ws|delivery)/.exec(String(url))?.[1] ?? '';
          constructions.push({ chatId, atMs: performance.now() });
          super(url, protocols);
          const seen = { chatId, closed: false, sent: [], received: [] as string[], socket: this };
          this.#seen = seen;
          sockets.push(seen);
          const live = sockets.filter((one) => one.chatId === chatId && one.socket.readyState <= WebSocket.OPEN);
          watched.mostAtOnce = Math.max(watched.mostAtOnce, live.length);
          this.addEventListener('message', ({ data }) => seen.received.push(String(data)));
          this.addEventListener('close', () => {
            seen.closed = true;
          });
        }

        override send(data: string): void {
          this.#seen.sent.push(data);
          super.send(data);
        }
      };
    });
  }
}
