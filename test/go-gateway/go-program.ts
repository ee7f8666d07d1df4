import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { findExecutable, type Program } from '../engines/find-executable.js';
import { unpackedBefore, unpackedDebianPackages } from '../engines/program-sources.js';

const CACHE = join(import.meta.dirname, '../../node_modules/.cache/go-gateway');

/** The gateway's executable, once `setup` has built it. */
export const GATEWAY = join(CACHE, 'gateway');

const GO_IN_PACKAGE = 'usr/bin/go';
const GO: Program = {
  name: 'Go',
  variables: ['GO_PATH'],
  paths: [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/go/bin'].map((folder) => join(folder, 'go')),
  downloadedBefore: async () => unpackedBefore('golang-go', GO_IN_PACKAGE),
  sources: unpackedDebianPackages('golang-go', ['golang-go'], GO_IN_PACKAGE),
};

const SOURCES = ['github.com/gorilla/websocket', 'github.com/mattn/go-sqlite3'];
const PACKAGES = ['golang-github-gorilla-websocket-dev', 'golang-github-mattn-go-sqlite3-dev'] as const;
const INSTALLED = '/usr/share/gocode';
const isComplete = (goPath: string) => SOURCES.every((source) => existsSync(join(goPath, 'src', source)));

/** A GOPATH with the sources of the two libraries: SQLite by cgo needs no server, and is a file that a test can put back. */
const LIBRARIES: Program = {
  name: `a folder with src/${SOURCES.join(' and src/')}`,
  variables: ['GO_LIBRARIES_PATH'],
  paths: isComplete(INSTALLED) ? [INSTALLED] : [],
  downloadedBefore: async () => unpackedBefore('go-libraries', 'usr/share/gocode'),
  sources: unpackedDebianPackages('go-libraries', PACKAGES, 'usr/share/gocode'),
};

/** Where SQLite's own headers and library are, if they were unpacked with the libraries. */
const sqliteFlags = (goPath: string): Record<string, string> => {
  const usr = join(goPath, '../..');
  if (goPath === INSTALLED || !existsSync(join(usr, 'include/sqlite3.h'))) return {};
  const folders = readdirSync(join(usr, 'lib')).map((folder) => join(usr, 'lib', folder));
  return {
    CGO_CFLAGS: `-I${join(usr, 'include')}`,
    CGO_LDFLAGS: folders
      .flatMap((folder) => [`-L${folder}`, `-Wl,-rpath,${folder}`])
      .concat('-Wl,--no-as-needed', '-lm')
      .join(' '),
  };
};

/** Before the tests: finds Go and the libraries, or gets them, and builds the gateway. */
export const setup = async (): Promise<void> => {
  const go = await findExecutable(GO);
  const goPath = await findExecutable(LIBRARIES);
  const goRoot = join(go, '../../lib/go');
  await mkdir(CACHE, { recursive: true });
  const env = {
    ...process.env,
    // Go that was unpacked is not where it was made for.
    ...(go === unpackedBefore('golang-go', GO_IN_PACKAGE) && { GOROOT: goRoot }),
    ...sqliteFlags(goPath),
    GO111MODULE: 'off',
    GOPATH: goPath,
    GOCACHE: join(CACHE, 'build'),
    GOFLAGS: '',
    CGO_ENABLED: '1',
  };
  await promisify(execFile)(go, ['build', '-o', GATEWAY, '.'], { cwd: import.meta.dirname, env }).catch((error) => {
    throw new Error(`The Go gateway could not be built; it needs a C compiler, such as gcc.\n${error.stderr ?? error}`);
  });
};
