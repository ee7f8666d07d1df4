import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { findExecutable, type Program } from '../engines/find-executable.js';
import { unpackedBefore, unpackedDebianPackage } from '../engines/program-sources.js';

/** Those that Debian and Ubuntu have. */
const VERSIONS = [15, 17, 16, 14] as const;

const packageOf = (version: number) => `postgresql-${version}`;
const serverIn = (version: number) => `usr/lib/postgresql/${version}/bin/postgres`;

/** `POSTGRES_PATH` may name its folder of programs, too. */
const POSTGRES: Program = {
  name: 'PostgreSQL',
  variables: ['POSTGRES_PATH'],
  paths: [
    ...installedByDebian(),
    '/usr/local/pgsql/bin/postgres',
    '/opt/homebrew/bin/postgres',
    '/usr/local/bin/postgres',
    '/usr/bin/postgres',
  ],
  downloadedBefore: async () =>
    VERSIONS.map((version) => unpackedBefore(packageOf(version), serverIn(version))).find(Boolean) ?? null,
  sources: VERSIONS.flatMap((version) => unpackedDebianPackage(packageOf(version), serverIn(version))),
};

function installedByDebian(): string[] {
  const folder = '/usr/lib/postgresql';
  return existsSync(folder) ? readdirSync(folder).map((version) => join(folder, version, 'bin/postgres')) : [];
}

export interface Postgres {
  /** A pool of clients in a schema of its own, which is created. */
  pool(schema: string, options?: pg.PoolConfig): Promise<pg.Pool>;
  /** Ends it at once, with all its connections, and removes its data. */
  stop(): Promise<void>;
}

/** A PostgreSQL of this test's own: in a temporary folder, reached through a socket there, with its data synced as by default. */
export async function startPostgres(): Promise<Postgres> {
  const found = await findExecutable(POSTGRES);
  const programs = statSync(found).isDirectory() ? found : dirname(found);
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-postgres-'));
  const user = unprivilegedUser();
  if (user !== undefined) await chown(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const as = { ...user, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'] };

  await ended(
    spawn(join(programs, 'initdb'), ['-D', data, '-U', 'test', '-A', 'trust', '-E', 'UTF8', '--no-locale', '-N'], as),
  );
  const server = spawn(join(programs, 'postgres'), ['-D', data, '-k', folder, '-c', 'listen_addresses='], as);
  const kill = () => server.kill('SIGKILL');
  process.once('exit', kill);
  await ready(server);

  const settings = { host: folder, user: 'test', database: 'postgres' };
  return {
    async pool(schema, options) {
      const pool = new pg.Pool({ ...settings, options: `-c search_path=${schema}`, ...options });
      // A pool tells of idle clients that were ended; so does each of them.
      pool.on('error', () => undefined);
      // "If not exists" is not enough for two at once.
      await pool.query(`SELECT pg_advisory_xact_lock(1); CREATE SCHEMA IF NOT EXISTS ${schema}`);
      return pool;
    },
    async stop() {
      process.off('exit', kill);
      const exit = once(server, 'exit');
      server.kill('SIGQUIT');
      await exit;
      await rm(folder, { recursive: true });
    },
  };
}

/** PostgreSQL does not run as root. */
function unprivilegedUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  if (user === undefined) throw new Error('PostgreSQL needs a user that is not root: postgres or nobody');
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

async function ended(child: ChildProcess): Promise<void> {
  const said = saidBy(child);
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`initdb ended with ${code}: ${said.join('\n')}`);
}

async function ready(server: ChildProcess): Promise<void> {
  const said = saidBy(server);
  await new Promise<void>((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`postgres ended with ${code}: ${said.join('\n')}`)));
    server.once('error', reject);
    if (server.stderr === null) throw new Error('postgres has no stderr');
    createInterface(server.stderr).on('line', (line) => {
      if (line.includes('ready to accept connections')) resolve();
    });
  });
}

function saidBy(child: ChildProcess): string[] {
  const said: string[] = [];
  child.stderr?.on('data', (chunk) => {
    said.push(String(chunk));
    if (said.length > 50) said.shift();
  });
  child.stdout?.resume();
  return said;
}
