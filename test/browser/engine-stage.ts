import { afterAll, afterEach, beforeAll, it } from 'vitest';
import type { Ability, Engine, EnginePage, LaunchOptions } from '../engines/engine.js';
import { engineInUse } from '../engines/engines.js';
import { type Gateway, type GatewayOptions, startGateway } from '../gateway/gateway.js';
import { type RawServer, type Script, startRawServer } from '../support/raw-servers.js';
import { keptEndpoint } from './kept-browsers.js';
import { type PageServer, serveBarePage } from './page-server.js';
import { OBTAIN_LIMIT_MS } from './use-browser.js';

export interface EngineStage {
  /** The bare page; it ends with the test. */
  open(): Promise<EnginePage>;
  /** The same page for every test of the file, loaded again. */
  openAgain(): Promise<EnginePage>;
  /** Another address of the page's server, for leaving the page. */
  elsewhere(): string;
  /** The real gateway, with a token for it; it ends with the test. */
  gateway(options?: GatewayOptions): Promise<Gateway & { readonly token: string }>;
  /** A raw server; it ends with the test. */
  serve(script: Script): Promise<RawServer>;
}

/** The engine in use, as the run keeps it; with options one of its own. */
export function startEngine(options?: LaunchOptions): Promise<Engine> {
  return engineInUse().launch(options ?? { endpoint: keptEndpoint() });
}

/** The engine in use and the bare page for the tests of a file; what a test starts ends with it. */
export function useEngine(options?: LaunchOptions): EngineStage {
  let engine: Engine;
  let server: PageServer;
  let kept: EnginePage | null = null;
  const endings: (() => Promise<void>)[] = [];
  const endWithTest = <T>(started: T, end: () => Promise<void>): T => {
    endings.unshift(end);
    return started;
  };

  beforeAll(async () => {
    [engine, server] = await Promise.all([startEngine(options), serveBarePage()]);
  }, OBTAIN_LIMIT_MS);
  afterEach(async () => {
    for (const end of endings.splice(0)) await end();
  });
  afterAll(() => Promise.all([engine?.close(), server?.close()]));

  return {
    async open() {
      const page = await engine.open(server.url);
      return endWithTest(page, () => page.close());
    },
    async openAgain() {
      kept ??= await engine.open(server.url);
      await kept.goto(server.url);
      return kept;
    },
    elsewhere: () => `${server.url}?elsewhere`,
    async gateway(options) {
      const gateway = await startGateway({
        tokenLifetimeMs: 600_000,
        origins: [new URL(server.url).origin],
        ...options,
      });
      endWithTest(gateway, () => gateway.stop());
      const login = { method: 'POST', body: JSON.stringify({ user: 'ana' }) };
      const { token } = (await (await fetch(`${gateway.url}/api/v1/login`, login)).json()) as { token: string };
      return { ...gateway, token };
    },
    async serve(script) {
      const raw = await startRawServer(script);
      return endWithTest(raw, () => raw.close());
    },
  };
}

/** A test where the engine in use has what it needs; elsewhere its title says why it is not run. Chromium lacks nothing: `npm test` leaves none out. */
export function itNeeds(ability: Ability | null, timeout = 120_000): (title: string, fn: () => Promise<void>) => void {
  const { name, lacks } = engineInUse();
  const reason = ability === null ? undefined : lacks[ability];
  return (title, fn) => {
    if (reason === undefined) it(title, { timeout }, fn);
    else it.skip(`${title} (not in ${name}: ${reason})`, fn);
  };
}
