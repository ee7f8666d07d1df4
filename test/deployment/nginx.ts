import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { answersOn } from '../support/answers-on.js';
import { nginxPath } from './programs.js';

/** The configuration that compose.yaml gives nginx, before its variables have values. */
export const TEMPLATE = readFileSync(join(import.meta.dirname, '../../docs/demo/nginx.conf.template'), 'utf8');

export type Variables = Readonly<Record<string, string>>;

export interface Nginx {
  /** Listens, with the same folder and port as before. */
  start(): Promise<void>;
  signal(signal: 'SIGHUP' | 'SIGQUIT'): void;
  /** Ends it and its workers at once; idempotent. */
  stop(): Promise<void>;
  /** Resolves with the exit code, once the master and so every worker has ended. */
  readonly ended: Promise<number | null>;
  accessLog(): Promise<string>;
  errorLog(): Promise<string>;
}

/** What envsubst makes of a template in nginx's image; a variable without a value is a mistake. */
export function fillIn(template: string, variables: Variables): string {
  return template.replaceAll(/\$\{(\w+)\}/g, (_text, name: string) => {
    const value = variables[name];
    if (value === undefined) throw new Error(`nginx.conf.template names ${name}, which has no value`);
    return value;
  });
}

/** An nginx of its own, in a folder that is there, on 127.0.0.1. */
export async function startNginx(folder: string, port: number, configuration: string): Promise<Nginx> {
  await writeFile(join(folder, 'nginx.conf'), configuration);
  const executable = await nginxPath();
  // As in the image the workers run as their master does: root's would not, and could not read what is root's.
  const owner = process.getuid?.() === 0 ? ['-g', 'user root;'] : [];
  let master: ChildProcess;
  let ended: Promise<number | null>;

  const start = async () => {
    // Files, which /dev/stdout can be opened as; of Node's pipes it cannot.
    const [access, error] = await Promise.all(['access.log', 'error.log'].map((name) => open(join(folder, name), 'a')));
    master = spawn(executable, ['-e', 'stderr', '-p', folder, '-c', 'nginx.conf', ...owner], {
      stdio: ['ignore', access?.fd, error?.fd],
    });
    ended = once(master, 'exit').then(([code]) => code as number | null);
    await Promise.all([access?.close(), error?.close()]);
    while (!(await answersOn(port))) {
      if (master.exitCode !== null) throw new Error(await readFile(join(folder, 'error.log'), 'utf8'));
      await setTimeout(5);
    }
  };

  await start();
  return {
    start,
    signal: (signal) => void master.kill(signal),
    async stop() {
      if (master.exitCode === null) master.kill('SIGTERM');
      await ended;
    },
    get ended() {
      return ended;
    },
    accessLog: () => readFile(join(folder, 'access.log'), 'utf8'),
    errorLog: () => readFile(join(folder, 'error.log'), 'utf8'),
  };
}
