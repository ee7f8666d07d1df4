import { afterAll, afterEach, beforeAll } from 'vitest';
import { startFaultControl } from '../../docs/demo/faults/fault-control.js';
import { type FaultyGateway, startFaultyGateway } from '../../docs/demo/faults/faulty-gateway.js';
import { type Gateway, type GatewayOptions, startGateway } from '../gateway/gateway.js';
import { ChatPage } from './chat-page.js';
import { type PageServer, serveDemo } from './page-server.js';
import { useBrowser } from './use-browser.js';

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

/** A real browser and a served page for the tests of a file; what a test starts ends with it. */
export function useStage(serve: () => Promise<PageServer> = serveDemo): Stage {
  let pageServer: PageServer;
  const started: { stop(): Promise<void> }[] = [];

  beforeAll(async () => {
    pageServer = await serve();
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((one) => one.stop()));
  });
  afterAll(() => pageServer?.close());
  // Last, so that the pages end before the gateways that they talk to.
  const browser = useBrowser();

  const origins = () => [new URL(pageServer.url).origin];
  const open: Stage['open'] = async ({ url }, options) =>
    ChatPage.open(await browser.newPage(), pageServer.url, { gateway: url, ...options });
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
