import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { DeliverySubject, LogEntry } from './subject.js';

/** What the process of a server is told. */
export type ServerOrder = { readonly type: 'log' } | { readonly type: 'publish'; readonly texts: readonly string[] };

/** A subject's server in a process of its own. */
export interface ServedSubject {
  readonly port: number;
  /** Other users' messages. Nothing, while it does not run. */
  publish(texts: readonly string[]): void;
  log(): Promise<readonly LogEntry[]>;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** On the same port and database. */
  start(): Promise<void>;
}

const PATIENCE_MS = 60_000;

/** @param file the database's */
export const serveSubject = async ({ name }: DeliverySubject, file: string): Promise<ServedSubject> => {
  const program = fileURLToPath(new URL('server-process.ts', import.meta.url));
  const startOn = async (port: number): Promise<readonly [ChildProcess, number]> => {
    const child = fork(program, [name, String(port), file], {
      execArgv: ['--no-warnings', '--import', 'tsx'],
    });
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the server of ${name} ended with ${code}`);
    });
    const said = once(child, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) });
    const [listensOn] = (await Promise.race([said, ended])) as [number];
    ended.catch(() => undefined);
    return [child, listensOn];
  };
  let [child, port] = await startOn(0);
  let isUp = true;
  const order = (what: ServerOrder) => child.send(what);
  return {
    port,
    publish(texts) {
      if (isUp) order({ type: 'publish', texts });
    },
    async log() {
      const answered = once(child, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) });
      order({ type: 'log' });
      const [entries] = (await answered) as [readonly LogEntry[]];
      return entries;
    },
    async kill() {
      if (!isUp) return;
      isUp = false;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
    async start() {
      [child] = await startOn(port);
      isUp = true;
    },
  };
};
