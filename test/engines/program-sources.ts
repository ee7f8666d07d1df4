import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
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
const UNPACKED = join(import.meta.dirname, '../../node_modules/.cache/debian-packages');
/** A network that reaches nothing but package registries must not hold up the run. */
const REACHABLE_WITHIN_MS = 15_000;
/** Impatient with the network, patient with whoever else installs something. */
const APT_OPTIONS = [
  'Acquire::Retries=1',
  'Acquire::http::Timeout=20',
  'Acquire::https::Timeout=20',
  'DPkg::Lock::Timeout=600',
].flatMap((option) => ['-o', option]);
const INSTALL = ['install', '--yes', '--no-install-recommends'];

const IS_ROOT = process.getuid?.() === 0;
const IS_DEBIAN = existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');

/** Debian's packages, where this process may install them: none or one source. */
export function debianPackages(packages: readonly string[], executable: string, check: string): ProgramSource[] {
  if (!IS_DEBIAN || !IS_ROOT) return [];
  const obtain = async () => {
    await aptGet('update');
    await aptGet(...INSTALL, ...packages);
    // Some systems' package of that name only points to another installer: it must really start.
    await run(executable, [check]);
    return executable;
  };
  return [{ name: `apt-get install ${packages.join(' ')}`, obtain }];
}

/**
 * A program of one of Debian's packages, unpacked into a folder of ours: none or one source. Installing the package of a
 * server would start it, on a port of its own choice. `check` is an argument with which it ends well; without one, what the
 * program needs is installed unasked.
 */
export function unpackedDebianPackage(name: string, executable: string, check?: string): ProgramSource[] {
  if (!IS_DEBIAN) return [];
  const obtain = async () => {
    await mkdir(UNPACKED, { recursive: true });
    const folder = await mkdtemp(join(UNPACKED, `${name}-`));
    try {
      if (IS_ROOT) await aptGet('update');
      await run('apt-get', [...APT_OPTIONS, 'download', name], folder);
      const [archive = ''] = await readdir(folder);
      await run('dpkg-deb', ['--extract', archive, 'files'], folder);
      const installNeeded = async () => aptGet(...INSTALL, '--no-upgrade', ...(await neededBy(join(folder, archive))));
      const start = (argument: string) => run(join(folder, 'files', executable), [argument]);
      if (check === undefined) {
        if (IS_ROOT) await installNeeded();
      } else {
        await start(check).catch(async (error) => {
          if (!IS_ROOT) throw error;
          await installNeeded();
          await start(check);
        });
      }
      // Another process may have been quicker: its files are the same.
      await rename(join(folder, 'files'), join(UNPACKED, name)).catch(() => undefined);
    } finally {
      await rm(folder, { recursive: true });
    }
    return join(UNPACKED, name, executable);
  };
  return [{ name: `apt-get download ${name}`, obtain }];
}

/**
 * What is in Debian's packages, with all that they need and this machine has not installed, unpacked into one folder of ours: none
 * or one source. Nothing is installed.
 */
export function unpackedDebianPackages(
  name: string,
  packages: readonly [string, ...string[]],
  path: string,
): ProgramSource[] {
  if (!IS_DEBIAN) return [];
  const obtain = async () => {
    await mkdir(UNPACKED, { recursive: true });
    const folder = await mkdtemp(join(UNPACKED, `${name}-`));
    const archives = join(folder, 'archives');
    try {
      if (IS_ROOT) await aptGet('update');
      await mkdir(join(archives, 'partial'), { recursive: true });
      // No locks: they are root's, and nothing that they guard is changed.
      const toFolder = ['-o', `Dir::Cache::archives=${archives}`, '-o', 'Debug::NoLocking=1', '--download-only'];
      await aptGet(...toFolder, ...INSTALL, ...packages);
      for (const archive of (await readdir(archives)).filter((file) => file.endsWith('.deb'))) {
        await run('dpkg-deb', ['--extract', join(archives, archive), 'files'], folder);
      }
      // Another process may have been quicker: its files are the same.
      await rename(join(folder, 'files'), join(UNPACKED, name)).catch(() => undefined);
    } finally {
      await rm(folder, { recursive: true });
    }
    return join(UNPACKED, name, path);
  };
  return [{ name: `apt-get download ${packages.join(' ')}`, obtain }];
}

/** The path of a program that was unpacked before. */
export function unpackedBefore(name: string, executable: string): string | null {
  const path = join(UNPACKED, name, executable);
  return existsSync(path) ? path : null;
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

/** One at a time: test files that need a program may run at once, and a second `apt-get` would fail on the first one's locks. */
function aptGet(...args: readonly string[]): Promise<void> {
  return run('flock', [join(tmpdir(), 'evenkeel-apt-get.lock'), 'apt-get', ...APT_OPTIONS, ...args]);
}

/** The packages of the libraries and languages that a package's programs are made with. */
async function neededBy(archive: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('dpkg-deb', ['--field', archive, 'Depends']);
  return [...stdout.matchAll(/(?:^|, )((?:z?lib|erlang-|lua)[^ ,]+)/g)].map(([, library]) => library ?? '');
}

function run(command: string, args: readonly string[], cwd?: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...(cwd !== undefined && { cwd }),
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
