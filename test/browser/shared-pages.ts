import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The environment variable that names the folder of the pages which a run's files of tests share. */
export const PAGES = 'EVENKEEL_TEST_PAGES';

/** Once for a run of the tests; returns what ends it. */
export const setup = async (): Promise<() => Promise<void>> => {
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-pages-'));
  process.env[PAGES] = folder;
  return () => rm(folder, { recursive: true });
};
