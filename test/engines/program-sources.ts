import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Browser,
  canDownload,
  detectBrowserPlatform,
  getInstalledBrowsers,
  install,
  resolveBuildId,
} from '@puppeteer/browsers';
import type { ProgramSource } from './find-executable.js';

const CACHE = process.env['PUPPETEER_CACHE_DIR'] ?? join(homedir(), '.cache', 'puppeteer');
/** A network that reaches nothing but package registries must not hold up the run. */
const REACHABLE_WITHIN_MS = 15_000;

/** One installation at a time: files of tests that run side by side may need programs at the same moment, and apt-get does not wait. */
const INSTALLING = join(tmpdir(), 'evenkeel-apt-get.lock');
const APT_OPTIONS = [
  'Acquire::Retries=1',
  'Acquire::http::Timeout=20',
  'Acquire::https::Timeout=20',
  'DPkg::Lock::Timeout=600',
].flatMap((option) => ['-o', option]);

const aptGet = (...args: readonly string[]) => run('flock', [INSTALLING, 'apt-get', ...APT_OPTIONS, ...args]);

/** Debian's packages, where this process may install them: none or one source. */
export function debianPackages(packages: readonly string[], executable: string, check: string): ProgramSource[] {
  const canInstall = process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
  if (!canInstall) return [];
  const obtain = async () => {
    await aptGet('update');
    await aptGet('install', '--yes', '--no-install-recommends', ...packages);
    // Some systems' package of that name only points to another installer: it must really start.
    await run(executable, [check]);
    return executable;
  };
  return [{ name: `apt-get install ${packages.join(' ')}`, obtain }];
}

/** The browser driver's own download, into its own cache; rejects soon when its host cannot be reached. */
export function driverDownload(browser: Browser): ProgramSource {
  const obtain = async () => {
    const platform = detectBrowserPlatform();
    if (platform === undefined) throw new Error('there is no build for this platform');
    const buildId = await within(REACHABLE_WITHIN_MS, resolveBuildId(browser, platform, 'stable'));
    const wanted = { browser, buildId, platform, cacheDir: CACHE };
    if (!(await within(REACHABLE_WITHIN_MS, canDownload(wanted)))) throw new Error(`${buildId} cannot be reached`);
    return (await install(wanted)).executablePath;
  };
  return { name: "the browser driver's own download", obtain };
}

/** What the browser driver downloaded before. */
export async function downloadedBefore(wanted: Browser): Promise<string | null> {
  const installed = await getInstalledBrowsers({ cacheDir: CACHE });
  return installed.find(({ browser }) => browser === wanted)?.executablePath ?? null;
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
