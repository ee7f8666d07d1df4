import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  Browser,
  canDownload,
  detectBrowserPlatform,
  getInstalledBrowsers,
  install,
  resolveBuildId,
} from '@puppeteer/browsers';

const CACHE = process.env['PUPPETEER_CACHE_DIR'] ?? join(homedir(), '.cache', 'puppeteer');
/** A network that reaches nothing but package registries must not hold up the run. */
const REACHABLE_WITHIN_MS = 15_000;

/** What the browser driver downloaded before. */
export async function downloadedBefore(): Promise<string | null> {
  const installed = await getInstalledBrowsers({ cacheDir: CACHE });
  return installed.find(({ browser }) => browser === Browser.CHROME)?.executablePath ?? null;
}

export function canUseApt(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
}

/** Installs Debian's `chromium`; rejects when that fails. */
export async function installByApt(): Promise<string> {
  const impatient = ['-o', 'Acquire::Retries=1', '-o', 'Acquire::http::Timeout=20', '-o', 'Acquire::https::Timeout=20'];
  await run('apt-get', [...impatient, 'update']);
  await run('apt-get', [...impatient, 'install', '--yes', '--no-install-recommends', 'chromium']);
  // Some systems' package of that name only points to another installer: it must really start.
  await run('/usr/bin/chromium', ['--version']);
  return '/usr/bin/chromium';
}

/** Downloads Chrome into the browser driver's own cache; rejects soon when its host cannot be reached. */
export async function downloadByDriver(): Promise<string> {
  const platform = detectBrowserPlatform();
  if (platform === undefined) throw new Error('there is no build for this platform');
  const buildId = await within(REACHABLE_WITHIN_MS, resolveBuildId(Browser.CHROME, platform, 'stable'));
  const wanted = { browser: Browser.CHROME, buildId, platform, cacheDir: CACHE };
  if (!(await within(REACHABLE_WITHIN_MS, canDownload(wanted)))) throw new Error(`build ${buildId} cannot be reached`);
  return (await install(wanted)).executablePath;
}

async function within<T>(limitMs: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs);
  });
  return Promise.race([promise, overdue]).finally(() => clearTimeout(timer));
}

function run(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ended with ${code}`));
    });
  });
}
