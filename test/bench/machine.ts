import { arch, cpus, totalmem, type } from 'node:os';
import { launchChromium } from '../engines/chromium.js';

/** Where and when something was measured. */
export interface Setting {
  readonly processor: string;
  readonly system: string;
  readonly node: string;
  readonly chromium: string;
  /** ISO 8601, to the day. */
  readonly date: string;
}

export const describeSetting = async (): Promise<Setting> => {
  const cores = cpus();
  return {
    processor: `${cores[0]?.model.trim() ?? 'unknown'}, ${cores.length} cores`,
    system: `${type()} ${arch()}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.versions.node,
    chromium: await chromiumVersion(),
    date: new Date().toISOString().slice(0, 10),
  };
};

const chromiumVersion = async (): Promise<string> => {
  const browser = await launchChromium();
  const version = await browser.version();
  await browser.close();
  return version.replace(/^.*\//, '');
};
