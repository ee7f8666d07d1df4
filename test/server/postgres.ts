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

/** How often it is started, until what it was killed with is gone. */
const MAX_STARTS = 50;

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
  /** What a client needs, in this process or another. */
  readonly settings: { readonly host: string; readonly user: string; readonly database: string };
  /** Kills all its processes, and starts it again: it recovers. */
  crash(): Promise<void>;
  /** Ends it, with all its connections, and starts it again. */
  restart(): Promise<void>;
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
  const run = () => spawn(join(programs, 'postgres'), ['-D', data, '-k', folder, '-c', 'listen_addresses='], as);
  let server = run();
  const kill = () => server.kill('SIGKILL');
  process.once('exit', kill);
  await ready(server);

  const exited = async (end: () => void) => {
    const exit = once(server, 'exit');
    end();
    await exit;
  };
  const start = async () => {
    for (let attempt = 1; ; attempt += 1) {
      server = run();
      const failure = await ready(server).catch((error: Error) => error);
      if (failure === undefined) return;
      // Processes of the last group that are not quite gone hold its memory.
      if (attempt === MAX_STARTS || !failure.message.includes('still in use')) throw failure;
    }
  };
  const settings = { host: folder, user: 'test', database: 'postgres' };
  /** Each of its processes is in a group of its own; those that it started end when they find that it is gone. */
  const started = async (): Promise<readonly number[]> => {
    const client = new pg.Client(settings);
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pid FROM pg_stat_activity');
    await client.end();
    return rows.map(({ pid }) => pid);
  };
  return {
    settings,
    async pool(schema, options) {
      const pool = new pg.Pool({ ...settings, options: `-c search_path=${schema}`, ...options });
      // A pool tells of idle clients that were ended; so does each of them.
      pool.on('error', () => undefined);
      // "If not exists" is not enough for two at once.
      await pool.query(`SELECT pg_advisory_xact_lock(1); CREATE SCHEMA IF NOT EXISTS ${schema}`);
      return pool;
    },
    async crash() {
      const others = await started();
      await exited(() => {
        kill();
        for (const pid of others) killIfThere(pid);
      });
      await start();
    },
    async restart() {
      await exited(() => server.kill('SIGINT'));
      await start();
    },
    async stop() {
      process.off('exit', kill);
      if (isRunning(server)) await exited(() => server.kill('SIGQUIT'));
      await rm(folder, { recursive: true });
    },
  };
}

const killIfThere = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
};

const isRunning = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null;

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
