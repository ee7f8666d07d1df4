import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PageServer, serveInspectorPage } from './page-server.js';
import { useBrowser } from './use-browser.js';

const WINDOW = { width: 1280, height: 800 };

const browser = useBrowser();
let server: PageServer;
beforeAll(async () => {
  server = await serveInspectorPage();
});
afterAll(() => server?.close());

/** The page, and what of the panel one sees. */
const open = async (size = WINDOW) => {
  const page = await browser.newPage();
  const scripts: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => scripts.push(new URL(request.url()).pathname));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.setViewport(size);
  await page.goto(server.url);
  const inShadow = (selector: string) => `evenkeel-inspector >>> ${selector}`;
  return {
    page,
    complaints,
    fetchedViewer: () => scripts.some((path) => path.includes('mount-viewer')),
    /** The edges of the panel; null while it is not seen. */
    panel: () =>
      page.evaluate(() => {
        const panel = document.querySelector('evenkeel-inspector')?.shadowRoot?.querySelector('.panel');
        const { left, top, right, bottom } = panel?.getBoundingClientRect() ?? new DOMRect();
        return right === left ? null : { left, top, right, bottom };
      }),
    edge: () =>
      page.$eval(inShadow('[role=separator]'), (edge) =>
        ['orientation', 'valuenow', 'valuemin', 'valuemax'].map((name) => edge.getAttribute(`aria-${name}`)),
      ),
    focused: () =>
      page.evaluate(() => {
        const active = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement;
        return active?.getAttribute('aria-label') ?? active?.textContent;
      }),
    press: async (text: string) => {
      const buttons = await page.$$(inShadow('button'));
      for (const one of buttons) {
        const name = await one.evaluate((button) => button.getAttribute('aria-label') ?? button.textContent);
        if (name === text) return one.click();
      }
      throw new Error(`no button is called ${text}`);
    },
    tabTo: async (name: string) => {
      for (let presses = 0; presses < 20; presses += 1) {
        await page.keyboard.press('Tab');
        const reached = await page.evaluate(() => {
          const active = document.activeElement?.shadowRoot?.activeElement;
          return active?.getAttribute('aria-label') ?? active?.textContent;
        });
        if (reached === name) return;
      }
      throw new Error(`Tab does not reach ${name}`);
    },
    /** Until the viewer in the panel says so. */
    shows: (text: string) =>
      page.waitForFunction(
        (wanted) => {
          const within = (root: ParentNode | null | undefined): boolean =>
            [...(root?.querySelectorAll('*') ?? [])].some(
              (element) => element.textContent?.includes(wanted) || within(element.shadowRoot),
            );
          return within(document.querySelector('evenkeel-inspector')?.shadowRoot);
        },
        { polling: 50 },
        text,
      ),
  };
};

describe('the panel', () => {
  it('shows the chats of the page, in a shadow root, under a strict content security policy', async () => {
    const { page, panel, shows, complaints } = await open();
    await page.evaluate(async () => {
      inspected.inspect();
      inspected.chats.select('chat-of-the-page');
      await inspected.clock.advanceAsync(0);
    });
    await shows('chat-of-the-page');
    expect(await panel()).toEqual({ left: 760, top: 0, right: 1280, bottom: 800 });
    expect(await page.evaluate(() => inspected.serve())).toBeNull();
    expect(complaints).toEqual([]);
  });

  it('covers the page and moves nothing of it, and goes without a trace', async () => {
    const { page } = await open();
    const before = await page.evaluate(() => [inspected.layout(), document.documentElement.outerHTML]);
    const during = await page.evaluate(() => {
      inspected.inspect();
      return inspected.layout();
    });
    expect(during).toEqual(before[0]);
    await page.waitForSelector('evenkeel-inspector');
    const after = await page.evaluate(async () => {
      await inspected.close();
      await inspected.close();
      return [inspected.layout(), document.documentElement.outerHTML];
    });
    expect(after[0]).toEqual(before[0]);
    expect(String(after[1]).replace(/<link rel="modulepreload"[^>]*>/g, '')).toBe(before[1]);
  });

  it('closed before its viewer was fetched stays away', async () => {
    const { page, complaints } = await open();
    await page.evaluate(() => {
      inspected.inspect();
      return inspected.close();
    });
    await page.waitForNetworkIdle();
    expect(await page.$('evenkeel-inspector')).toBeNull();
    expect(complaints).toEqual([]);
  });

  it('is one in a page: a new panel replaces the old one, as when code is reloaded while it runs', async () => {
    const { page, shows } = await open();
    await page.evaluate(async () => {
      inspected.inspect();
      inspected.chats.select('chat-of-the-old-code');
      inspected.inspect();
      inspected.chats.select('chat-of-the-new-code');
      await inspected.clock.advanceAsync(0);
    });
    await shows('chat-of-the-new-code');
    expect(await page.$$('evenkeel-inspector')).toHaveLength(1);
  });

  it('is not there, unless it is asked for, in a page that is built for production', async () => {
    const { page } = await open();
    await page.evaluate(() => inspected.inspectUnasked());
    expect(await page.$('evenkeel-inspector')).toBeNull();
  });

  it('is put where it is told to', async () => {
    const { page } = await open();
    await page.evaluate(() => inspected.inspectIn('#elsewhere'));
    expect(await page.$eval('evenkeel-inspector', (host) => host.parentElement?.id)).toBe('elsewhere');
  });

  it('is docked at the right or at the bottom', async () => {
    const { page, panel, press, edge } = await open();
    await page.evaluate(() => inspected.inspect({ dock: 'bottom' }));
    expect(await panel()).toEqual({ left: 0, top: 440, right: 1280, bottom: 800 });
    expect(await edge()).toEqual(['horizontal', '360', '160', '800']);
    await press('Dock at the right');
    expect(await panel()).toEqual({ left: 760, top: 0, right: 1280, bottom: 800 });
    expect(await edge()).toEqual(['vertical', '520', '160', '1280']);
    await press('Dock at the bottom');
    expect(await panel()).toEqual({ left: 0, top: 440, right: 1280, bottom: 800 });
  });

  it('is resized by the keyboard, and no further than the window', async () => {
    const { page, panel, tabTo, press } = await open();
    await page.evaluate(() => inspected.inspect());
    await tabTo('Size of the inspector');
    const lefts: (number | undefined)[] = [];
    for (const key of [
      'ArrowLeft',
      'ArrowLeft',
      'ArrowRight',
      'ArrowUp',
      'End',
      'ArrowLeft',
      'Home',
      'ArrowRight',
    ] as const) {
      await page.keyboard.press(key);
      lefts.push((await panel())?.left);
    }
    expect(lefts).toEqual([736, 712, 736, 736, 0, 0, 1120, 1120]);
    await press('Dock at the bottom');
    await page.focus('evenkeel-inspector >>> [role=separator]');
    await page.keyboard.press('ArrowUp');
    expect((await panel())?.top).toBe(416);
    await page.keyboard.press('ArrowDown');
    expect((await panel())?.top).toBe(440);
  });

  it('is resized with the pointer', async () => {
    const { page, panel, press } = await open();
    await page.evaluate(() => inspected.inspect());
    await page.mouse.move(763, 300);
    await page.mouse.down();
    await page.mouse.move(500, 310, { steps: 4 });
    await page.mouse.up();
    await page.mouse.move(900, 310);
    expect((await panel())?.left).toBe(500);
    await press('Dock at the bottom');
    await page.mouse.move(600, 442);
    await page.mouse.down();
    await page.mouse.move(600, 200, { steps: 4 });
    await page.mouse.up();
    expect((await panel())?.top).toBe(200);
  });

  it('becomes smaller with the window', async () => {
    const { page, panel } = await open();
    await page.evaluate(() => inspected.inspect());
    await page.setViewport({ width: 360, height: 640 });
    expect(await panel()).toEqual({ left: 0, top: 0, right: 360, bottom: 640 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await page.setViewport(WINDOW);
    expect((await panel())?.left).toBe(760);
  });

  it('is hidden to a button and shown again, and the focus goes along', async () => {
    const { page, panel, tabTo, focused } = await open();
    await page.evaluate(() => inspected.inspect());
    await tabTo('Hide');
    await page.keyboard.press('Enter');
    expect(await panel()).toBeNull();
    expect(await focused()).toBe('Show the evenkeel inspector');
    await page.keyboard.press('Enter');
    expect(await panel()).not.toBeNull();
    expect(await focused()).toBe('Hide');
  });

  it('fetches the viewer when it is first shown', async () => {
    const { page, panel, press, shows, fetchedViewer } = await open();
    await page.evaluate(async () => {
      inspected.inspect({ open: false });
      inspected.chats.select('chat-of-the-page');
      await inspected.clock.advanceAsync(0);
    });
    await page.waitForNetworkIdle();
    expect(await panel()).toBeNull();
    expect(fetchedViewer()).toBe(false);
    await press('Show the evenkeel inspector');
    await shows('chat-of-the-page');
    expect(fetchedViewer()).toBe(true);
  });

  it('keeps its place while the tab lives', async () => {
    const { page, panel, press } = await open();
    const again = async () => {
      await page.reload();
      await page.evaluate(() => inspected.inspect());
    };
    await page.evaluate(() => inspected.inspect());
    await press('Dock at the bottom');
    await page.focus('evenkeel-inspector >>> [role=separator]');
    await page.keyboard.press('ArrowUp');
    await again();
    expect((await panel())?.top).toBe(416);
    await press('Hide');
    await again();
    expect(await panel()).toBeNull();
    for (const spoilt of [
      '{',
      'null',
      '{"dock":"left","open":true,"sizes":{"right":1,"bottom":1}}',
      '{"dock":"right"}',
    ]) {
      await page.evaluate((text) => sessionStorage.setItem('evenkeel-inspector', text), spoilt);
      await again();
      expect((await panel())?.left).toBe(760);
    }
  });

  it('does without a storage', async () => {
    const { page, panel, press, complaints } = await open();
    await page.evaluate(() => {
      Object.defineProperty(globalThis, 'sessionStorage', {
        get: () => {
          throw new DOMException('blocked', 'SecurityError');
        },
      });
      inspected.inspect();
    });
    await press('Dock at the bottom');
    expect((await panel())?.top).toBe(440);
    expect(complaints).toEqual([]);
  });
});
