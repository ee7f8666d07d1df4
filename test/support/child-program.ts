import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');

/** A program in TypeScript as a process of its own, and what it and this process tell each other. */
export interface ChildProgram<Order, Told> {
  readonly pid: number | undefined;
  readonly isRunning: boolean;
  /** Lost if the process has ended. */
  tell(order: Order): void;
  /** Calls `fn` for each thing that it tells, until you call the returned function. */
  on(fn: (told: Told) => void): () => void;
  /** Resolves with the first thing it tells for which `pick` answers something; rejects if the process ends before. */
  first<Answer>(pick: (told: Told) => Answer | undefined): Promise<Answer>;
  /** SIGKILL. Resolves once the process has ended. */
  kill(): Promise<void>;
}

const bundles = new Map<string, Promise<string>>();

/** One JavaScript module: a process that had to translate many would start five times as slowly. */
const bundleOf = (program: string): Promise<string> => {
  const bundle =
    bundles.get(program) ??
    build({
      entryPoints: [program],
      bundle: true,
      write: false,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      logLevel: 'error',
    }).then(({ outputFiles }) => outputFiles[0]?.text ?? '');
  bundles.set(program, bundle);
  return bundle;
};

/** Starts a program. It is killed at the latest when this process exits. */
export async function startChildProgram<Order extends object, Told>(
  program: string,
  settings: unknown,
): Promise<ChildProgram<Order, Told>> {
  const code = await bundleOf(program);
  const child = spawn(process.execPath, ['--input-type=module', '-', JSON.stringify(settings)], {
    cwd: ROOT,
    stdio: ['pipe', 'inherit', 'inherit', 'ipc'],
  });
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(code);
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  // An error: it could not be started.
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
  exited.then(() => process.off('exit', kill));
  const listeners = new Set<(told: Told) => void>();
  child.on('message', (message) => {
    for (const listener of [...listeners]) listener(message as Told);
  });
  const on = (fn: (told: Told) => void) => {
    listeners.add(fn);
    return () => void listeners.delete(fn);
  };
  return {
    pid: child.pid,
    get isRunning() {
      return isRunning(child);
    },
    tell(order) {
      // Its end may not be known yet.
      child.send(order, () => undefined);
    },
    on,
    async first(pick) {
      let stop = () => {};
      try {
        return await new Promise((resolve, reject) => {
          stop = on((told) => {
            const answer = pick(told);
            if (answer !== undefined) resolve(answer);
          });
          const ended = () => reject(new Error(`${program} has ended`));
          exited.then(ended);
        });
      } finally {
        stop();
      }
    },
    async kill() {
      if (!isRunning(child)) return;
      kill();
      await exited;
    },
  };
}

const isRunning = ({ pid, exitCode, signalCode }: ChildProcess): boolean =>
  pid !== undefined && exitCode === null && signalCode === null;

/** In the program: its settings. */
export const programSettings = <Settings>(): Settings => JSON.parse(process.argv[2] ?? '') as Settings;

/** In the program: tells the process that started it. */
export const tellParent = (told: object): void => void process.send?.(told);

/** In the program: calls `fn` for each order. */
export const onOrder = <Order>(fn: (order: Order) => void): void => {
  process.on('message', (message) => fn(message as Order));
  // Nobody is left to work for.
  process.once('disconnect', () => process.exit());
};
