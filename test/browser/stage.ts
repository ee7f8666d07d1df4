import type { Browser } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { startFaultControl } from '../../docs/demo/faults/fault-control.js';
import { type FaultyGateway, startFaultyGateway } from '../../docs/demo/faults/faulty-gateway.js';
import { launchBrowser } from '../engines/engines.js';
import { type Gateway, type GatewayOptions, startGateway } from '../gateway/gateway.js';
import { ChatPage } from './chat-page.js';
import { type PageServer, serveDemo } from './page-server.js';

export interface Stage {
  /** A gateway that ends with the test. */
  gateway(options?: GatewayOptions): Promise<Gateway>;
  /** One on which things go wrong as the page asks at `faults`, an option of the page; it ends with the test. */
  faultyGateway(options?: GatewayOptions): Promise<FaultyGateway & { readonly faults: string }>;
  /** The page in a fresh browser context that ends with the test; `options` become its address's parameters. */
  open(gateway: { readonly url: string }, options?: Record<string, string | number>): Promise<ChatPage>;
  /** The same, logged in. */
  enter(gateway: { readonly url: string }, options?: Record<string, string | number>): Promise<ChatPage>;
}

/** Getting Chromium, where there is none, takes longer than any test. */
const OBTAIN_LIMIT_MS = 600_000;

/** A real browser and a served page for the tests of a file; what a test starts ends with it. */
export function useStage(serve: () => Promise<PageServer> = serveDemo): Stage {
  let browser: Browser;
  let pageServer: PageServer;
  const started: { stop(): Promise<void> }[] = [];
  const pages: ChatPage[] = [];

  beforeAll(async () => {
    [browser, pageServer] = await Promise.all([launchBrowser(), serve()]);
  }, OBTAIN_LIMIT_MS);
  afterEach(async () => {
    await Promise.all(pages.splice(0).map((page) => page.close()));
    await Promise.all(started.splice(0).map((one) => one.stop()));
  });
  afterAll(() => Promise.all([browser?.close(), pageServer?.close()]));

  const origins = () => [new URL(pageServer.url).origin];
  const open: Stage['open'] = async ({ url }, options) => {
    const page = await ChatPage.open(browser, pageServer.url, { gateway: url, ...options });
    pages.push(page);
    return page;
  };
  return {
    open,
    async gateway(options) {
      const gateway = await startGateway({ origins: origins(), ...options });
      started.push(gateway);
      return gateway;
    },
    async faultyGateway(options) {
      const gateway = await startFaultyGateway({ origins: origins(), ...options });
      const control = await startFaultControl(gateway, { origins: origins() });
      started.push(gateway, control);
      return Object.assign(gateway, { faults: control.url });
    },
    async enter(gateway, options) {
      const page = await open(gateway, options);
      await page.logIn('ana');
      return page;
    },
  };
}
