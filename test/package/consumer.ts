import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Build, builtOnce } from '../support/shared-builds.js';
import { type Entry, entriesOf } from './entries.js';
import { packPackage, ROOT } from './packed-package.js';
import { outputOf } from './run.js';

/** What a program on Node 20, and its types, need beside the package. */
const DEVELOPED_WITH = ['@types/node', '@types/ws', 'ws'];

export interface Consumer extends Build {
  /** The package, as npm has unpacked it there. */
  readonly installed: string;
  /** All entries of the package. */
  readonly entries: readonly Entry[];
  /** Those that can be used there: what they need is installed. */
  readonly usable: readonly Entry[];
}

/** A project of its own that has installed the package with npm; it holds the programs of `consumer/`. */
export const installConsumer = (): Promise<Consumer> => install('consumer', DEVELOPED_WITH);

/** One that has also installed everything that an entry of the package is for. */
export const installConsumerWithPeers = async (): Promise<Consumer> => {
  const { peerDependencies = {}, devDependencies } = await manifestIn(ROOT);
  const peers = Object.keys(peerDependencies).flatMap((name) => [name, `@types/${name}`]);
  return install('consumer-with-peers', [...DEVELOPED_WITH, ...peers.filter((name) => name in devDependencies)]);
};

const install = async (project: string, packages: readonly string[]): Promise<Consumer> => {
  const build = await builtOnce(project, async (folder) => {
    const { devDependencies: versions } = await manifestIn(ROOT);
    const devDependencies = Object.fromEntries(packages.map((name) => [name, versions[name]]));
    await cp(join(import.meta.dirname, 'consumer'), folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', devDependencies }));
    await installPackage(folder);
  });
  const installed = join(build.folder, 'node_modules/evenkeel');
  const entries = await entriesOf(installed);
  const usable = entries.filter(({ peers }) => peers.every((peer) => packages.includes(peer)));
  return { ...build, installed, entries, usable };
};

/** Installs the package in a project, and what the project names itself: from npm's cache, as far as that has it. */
export const installPackage = async (folder: string): Promise<void> => {
  const packed = await packPackage();
  await outputOf('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', packed.tarball], folder);
  await packed.remove();
};

const manifestIn = async (folder: string) => JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
