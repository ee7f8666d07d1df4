import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { serveFolder } from '../../browser/page-server.js';
import { launchChromium } from '../../engines/chromium.js';
import { logIn } from '../../faults/gateway-process.js';
import { startGateway } from '../../gateway/gateway.js';
import { type Build, builtOnce } from '../../support/shared-builds.js';
import { installPackage } from '../consumer.js';
import { type Entry, entriesOf } from '../entries.js';
import { outputOf } from '../run.js';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
}, 600_000);
afterAll(() => browser?.close());

/** Code that takes all there is of the entries, by their names. */
const entriesModule = (entries: readonly Entry[]): string =>
  [
    ...entries.map(({ name }, index) => `import * as entry${index} from '${name}';`),
    `export const entries = { ${entries.map(({ name }, index) => `'${name}': entry${index}`).join(', ')} };`,
  ].join('\n');

describe.each(['svelte', 'react'])('an application with Vite and %s', (framework) => {
  let app: Build;
  let usable: Entry[];
  beforeAll(async () => {
    app = await builtOnce(undefined, async (folder) => {
      await cp(join(import.meta.dirname, 'apps', framework), folder, { recursive: true });
      await installPackage(folder);
      const { dependencies } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
      const entries = await entriesOf(join(folder, 'node_modules/evenkeel'));
      usable = entries.filter(({ peers }) => peers.every((peer) => peer in dependencies));
      await writeFile(join(folder, 'src/entries.js'), entriesModule(usable));
    });
  }, 600_000);
  afterAll(() => app?.remove());

  it('is built, and talks to the gateway from a browser over one socket', async () => {
    await outputOf('npm', ['run', 'build'], app.folder);
    const server = await serveFolder(join(app.folder, 'dist'));
    const gateway = await startGateway({ origins: [new URL(server.url).origin] });
    const page = await (await browser.createBrowserContext()).newPage();
    onTestFinished(async () => {
      await page.browserContext().close();
      await Promise.all([gateway.stop(), server.close()]);
    });
    const complaints: unknown[] = [];
    page.on('pageerror', (error) => complaints.push(error));
    const query = new URLSearchParams({ gateway: gateway.url, token: await logIn({ origin: gateway.url }, 'ana') });
    const textOf = (selector: string) => page.$$eval(selector, (found) => found.map(({ textContent }) => textContent));

    await page.goto(`${server.url}?${query}`);
    await expect.poll(() => textOf('[role=status]')).toEqual(['open']);
    await page.click('button');
    await expect.poll(() => textOf('li')).toEqual(['hello']);
    expect(gateway.connections.accepted()).toBe(1);
    expect(await page.evaluate('Object.keys(entries)')).toEqual(usable.map(({ name }) => name));
    expect(complaints).toEqual([]);
  });

  it('is rendered on a server, where it connects to nothing and the program ends', async () => {
    expect(await outputOf('npm', ['run', 'render', '--silent'], app.folder)).toMatch(/<p role="status">idle<\/p>/);
  });
});
