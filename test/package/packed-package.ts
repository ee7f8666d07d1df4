import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Build, builtOnce } from '../support/shared-builds.js';
import { outputOf } from './run.js';

export const ROOT = join(import.meta.dirname, '../..');

/** What a fresh clone does not have. */
const MADE_LATER = ['.git', '.stryker-tmp', 'coverage', 'dist', 'node_modules', 'screenshots'];

export interface PackedPackage extends Build {
  /** Path of the file that would be published. */
  readonly tarball: string;
}

/** The package as `npm pack` makes it, by its own scripts, in a copy of the repository. */
export const packPackage = async (): Promise<PackedPackage> => {
  const build = await builtOnce('package', async (folder) => {
    await cp(ROOT, folder, { recursive: true, filter: (path) => !MADE_LATER.includes(basename(path)) });
    const config = JSON.parse(await readFile(join(ROOT, 'tsconfig.json'), 'utf8'));
    // Types are checked by a command of their own.
    config.compilerOptions.noCheck = true;
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    await outputOf('npm', ['pack'], folder);
  });
  const { name, version } = JSON.parse(await readFile(join(build.folder, 'package.json'), 'utf8'));
  return { ...build, tarball: join(build.folder, `${name}-${version}.tgz`) };
};
