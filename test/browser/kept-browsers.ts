import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';
import { launchChromium } from '../engines/chromium.js';
import { engineInUse } from '../engines/engines.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where a Chromium runs for each worker. */
    chromiumEndpoints: string[];
  }
}

/** Starts a Chromium for each worker of a run, since a start costs as much as several tests; returns what ends them. */
export const setup = async ({ provide, config }: TestProject): Promise<() => Promise<unknown>> => {
  const workers = engineInUse().name === 'chromium' ? config.maxWorkers : 0;
  const browsers = await Promise.all(Array.from({ length: workers }, () => launchChromium()));
  provide(
    'chromiumEndpoints',
    browsers.map((browser) => browser.wsEndpoint()),
  );
  return () => Promise.all(browsers.map((browser) => browser.close()));
};

/** Where the Chromium of this worker runs; undefined in a run with another engine. */
export const keptEndpoint = (): string | undefined =>
  inject('chromiumEndpoints')[Number(process.env['VITEST_POOL_ID']) - 1];
