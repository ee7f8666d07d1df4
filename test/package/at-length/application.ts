import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { expect, onTestFinished } from 'vitest';
import { logIn } from '../../faults/gateway-process.js';
import { startGateway } from '../../gateway/gateway.js';
import { type Build, builtOnce } from '../../support/shared-builds.js';
import { installPackage } from '../consumer.js';

/** An application of `apps/` that has installed the package, and what it names itself. */
export const installApplication = (name: string): Promise<Build> =>
  builtOnce(`${name}-application`, async (folder) => {
    await cp(join(import.meta.dirname, 'apps', name), folder, { recursive: true });
    await installPackage(folder);
  });

/**
 * Opens the page of an application, which is at this address, in a browser context of its own, and expects of it that it talks
 * to the gateway over one socket and complains about nothing. Returns the page, which is closed when the test is over.
 */
export const talkInPage = async (browser: Browser, url: string): Promise<Page> => {
  const gateway = await startGateway({ origins: [new URL(url).origin] });
  onTestFinished(() => gateway.stop());
  const page = await (await browser.createBrowserContext()).newPage();
  onTestFinished(() => page.browserContext().close());
  const complaints: unknown[] = [];
  page.on('pageerror', (error) => complaints.push(error));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  const query = new URLSearchParams({ gateway: gateway.url, token: await logIn({ origin: gateway.url }, 'ana') });
  const textOf = (selector: string) => page.$$eval(selector, (found) => found.map(({ textContent }) => textContent));

  await page.goto(`${url}?${query}`);
  await expect.poll(() => textOf('[role=status]'), { timeout: 10_000 }).toEqual(['open']);
  await page.click('button');
  await expect.poll(() => textOf('li')).toEqual(['hello']);
  expect(gateway.connections.accepted()).toBe(1);
  expect(complaints).toEqual([]);
  return page;
};
