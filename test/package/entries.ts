import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** A name by which the package can be imported. */
export interface Entry {
  /** `evenkeel`, `evenkeel/testing`, … */
  readonly name: string;
  /** Files of the package, by the condition under which each is taken. */
  readonly targets: Readonly<Record<string, string>>;
  /** Other packages whose code or types it imports, except under the condition `node`. */
  readonly packages: readonly string[];
  /** Those of them that its users have installed themselves. */
  readonly peers: readonly string[];
}

/** The entries of an unpacked package, but for its manifest. */
export const entriesOf = async (installed: string): Promise<Entry[]> => {
  const manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  const modules = Object.entries<string | Record<string, string>>(manifest.exports).filter(
    (entry): entry is [string, Record<string, string>] => typeof entry[1] === 'object',
  );
  return Promise.all(
    modules.map(async ([path, targets]) => {
      const { node: _, ...elsewhere } = targets;
      const packages = await packagesOf(Object.values(elsewhere).map((target) => join(installed, target)));
      const peers = packages.filter((name) => name in (manifest.peerDependencies ?? {}));
      return { name: path.replace(/^\./, manifest.name), targets, packages, peers };
    }),
  );
};

/** What the files import that is not the package's own, directly or by each other. */
const packagesOf = async (files: readonly string[]): Promise<string[]> => {
  const seen = new Set(files);
  const packages = new Set<string>();
  for (const file of seen) {
    for (const { fileName } of ts.preProcessFile(await readFile(file, 'utf8')).importedFiles) {
      if (!fileName.startsWith('.')) packages.add(nameOfPackage(fileName));
      else seen.add(join(dirname(file), file.endsWith('.d.ts') ? fileName.replace(/\.js$/, '.d.ts') : fileName));
    }
  }
  return [...packages].sort();
};

const nameOfPackage = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
