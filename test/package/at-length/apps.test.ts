import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { serveFolder } from '../../browser/page-server.js';
import { launchChromium } from '../../engines/chromium.js';
import type { Build } from '../../support/shared-builds.js';
import { type Entry, entriesOf } from '../entries.js';
import { outputOf } from '../run.js';
import { installApplication, talkInPage } from './application.js';

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
    app = await installApplication(framework);
    const { dependencies } = JSON.parse(await readFile(join(app.folder, 'package.json'), 'utf8'));
    const entries = await entriesOf(join(app.folder, 'node_modules/evenkeel'));
    usable = entries.filter(({ peers }) => peers.every((peer) => peer in dependencies));
    await writeFile(join(app.folder, 'src/entries.js'), entriesModule(usable));
  }, 600_000);
  afterAll(() => app?.remove());

  it('is built, and talks to the gateway from a browser over one socket', async () => {
    await outputOf('npm', ['run', 'build'], app.folder);
    const server = await serveFolder(join(app.folder, 'dist'));
    onTestFinished(() => server.close());
    const page = await talkInPage(browser, server.url);
    expect(await page.evaluate('Object.keys(entries)')).toEqual(usable.map(({ name }) => name));
  });

  it('is rendered on a server, where it connects to nothing and the program ends', async () => {
    expect(await outputOf('npm', ['run', 'render', '--silent'], app.folder)).toMatch(/<p role="status">idle<\/p>/);
  });
});
