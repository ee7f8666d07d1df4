import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const FOLDER = import.meta.dirname;

const manifestOf = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly version: string;
    readonly dependencies?: Readonly<Record<string, string>>;
  };

/** The folder of a package that is installed here. */
export const folderOf = (name: string): string => join(FOLDER, 'node_modules', name);

/** Before the tests: installs what is not there in its version. Of the install scripts Bun's alone is run: it puts the program into place. */
export function setup(): void {
  const isThere = ([name, version]: [string, string]) =>
    existsSync(folderOf(name)) && manifestOf(folderOf(name)).version === version;
  if (Object.entries(manifestOf(FOLDER).dependencies ?? {}).every(isThere)) return;
  execFileSync('npm', ['ci', '--ignore-scripts', '--prefix', FOLDER], { stdio: 'inherit' });
  execFileSync(process.execPath, ['install.js'], { cwd: folderOf('bun'), stdio: 'inherit' });
}

/** The path of a command that a package here brings. */
export const commandOf = (name: string): string => join(FOLDER, 'node_modules/.bin', name);

/** A module of a package here; the compiler does not look for it, since a clone does not have it until it is asked to. */
export const importInstalled = async <Module>(name: string): Promise<Module> => {
  const path = createRequire(join(FOLDER, 'package.json')).resolve(name);
  return (await import(pathToFileURL(path).href)) as Module;
};
