import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
const SOURCES = ['src', 'machines', 'tsconfig.json', 'README.md', 'LICENSE'];

const run = promisify(execFile);

export interface BuiltPackage {
  readonly folder: string;
  /** The files that users get. */
  packed(): Promise<string[]>;
  remove(): Promise<void>;
}

/** The package, built by its own script in a folder of its own; programs there import it by its name. */
export const buildPackage = async (): Promise<BuiltPackage> => {
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-package-'));
  const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  // Types are checked by a command of their own.
  manifest.scripts.build = manifest.scripts.build.replaceAll('tsc -p', 'tsc --noCheck -p');
  delete manifest.workspaces;
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  for (const source of SOURCES) await cp(join(ROOT, source), join(folder, source), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await run('npm', ['run', 'build'], { cwd: folder });
  return {
    folder,
    async packed() {
      const { stdout } = await run('npm', ['pack', '--dry-run', '--json'], { cwd: folder });
      const [pack] = JSON.parse(stdout) as [{ readonly files: readonly { readonly path: string }[] }];
      return pack.files.map(({ path }) => path);
    },
    remove: () => rm(folder, { recursive: true }),
  };
};
