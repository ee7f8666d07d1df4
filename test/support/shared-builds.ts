import { mkdir, mkdtemp, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';

/** The environment variable that names the folder of what a run's files of tests build for each other. */
const BUILDS = 'EVENKEEL_TEST_BUILDS';

/** Once for a run of the tests, however many of its projects ask; returns what ends it. */
export const setup = async (): Promise<(() => Promise<void>) | undefined> => {
  if (process.env[BUILDS] !== undefined) return undefined;
  const folder = await newFolder();
  process.env[BUILDS] = folder;
  return async () => {
    delete process.env[BUILDS];
    await rm(folder, { recursive: true });
  };
};

const newFolder = async (): Promise<string> => mkdtemp(join(await realpath(tmpdir()), 'evenkeel-build-'));

export interface Build {
  readonly folder: string;
  remove(): Promise<void>;
}

const PATIENCE_MS = 600_000;

/**
 * A folder with what `build` puts into it. Files of tests that name the same thing share it: the first that asks builds it, the
 * others wait for that, and it goes when the run ends. Without a name it is the caller's own.
 */
export const builtOnce = async (
  name: string | undefined,
  build: (folder: string) => Promise<unknown>,
): Promise<Build> => {
  const shared = process.env[BUILDS];
  if (shared === undefined || name === undefined) {
    const folder = await newFolder();
    await build(folder);
    return { folder, remove: () => rm(folder, { recursive: true }) };
  }
  const folder = join(shared, name);
  const outcome = `${folder}.outcome`;
  if (await isFirstTo(folder)) {
    const failure = await build(folder).then(() => '', String);
    await writeFile(`${outcome}.new`, failure);
    await rename(`${outcome}.new`, outcome);
  }
  const failure = await vi.waitFor(() => readFile(outcome, 'utf8'), { timeout: PATIENCE_MS, interval: 100 });
  if (failure !== '') throw new Error(`${name} was not built: ${failure}`);
  return { folder, remove: () => Promise.resolve() };
};

const isFirstTo = (folder: string): Promise<boolean> =>
  mkdir(folder).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );
