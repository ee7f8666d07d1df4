import { existsSync } from 'node:fs';
import puppeteer, { type Browser } from 'puppeteer-core';
import { canUseApt, downloadByDriver, downloadedBefore, installByApt } from './obtain-chromium.js';

const VARIABLES = ['CHROMIUM_PATH', 'PUPPETEER_EXECUTABLE_PATH', 'CHROME_BIN'] as const;

const SYSTEM_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A way to get Chromium that is not there yet. */
export interface ChromiumSource {
  readonly name: string;
  readonly obtain: () => Promise<string>;
}

export interface ChromiumSearch {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly exists: (path: string) => boolean;
  readonly downloadedBefore: () => Promise<string | null>;
  readonly sources: readonly ChromiumSource[];
  readonly say: (line: string) => void;
}

const THIS_MACHINE: ChromiumSearch = {
  env: process.env,
  exists: existsSync,
  downloadedBefore,
  sources: [
    ...(canUseApt() ? [{ name: 'apt-get install chromium', obtain: installByApt }] : []),
    { name: "the browser driver's own download", obtain: downloadByDriver },
  ],
  say: console.log,
};

/**
 * The path of Chromium: from an environment variable, a known system path or an earlier download; failing these it is
 * obtained, saying so. Rejects with how to get it when nothing works: browser tests are never skipped in silence.
 */
export async function chromiumPath(search: ChromiumSearch = THIS_MACHINE): Promise<string> {
  const { env, exists, say } = search;
  for (const name of VARIABLES) {
    const path = env[name];
    if (path && !exists(path)) throw new Error(`${name} names a Chromium that does not exist: ${path}`);
    if (path) return path;
  }
  const found = SYSTEM_PATHS.find(exists) ?? (await search.downloadedBefore());
  if (found) return found;
  const failures: string[] = [];
  for (const { name, obtain } of search.sources) {
    say(`Chromium is not installed: getting it by ${name}.`);
    try {
      return await obtain();
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(
    ['The browser tests need Chromium, and it could not be obtained.', ...failures]
      .concat(`Install Chromium or Chrome, or set ${VARIABLES[0]} to its executable.`)
      .join('\n'),
  );
}

/** Starts Chromium, headless, with an empty profile of its own that goes when it is closed. */
export async function launchChromium(): Promise<Browser> {
  return puppeteer.launch({ executablePath: await chromiumPath(), headless: true, args: QUIET });
}
