import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Scale } from './row.js';

/** What one round measured, by name. */
export type Figures = Readonly<Record<string, number>>;

export interface Round {
  run(): Figures | Promise<Figures>;
  /** After the last round: closes what would keep the process alive. */
  end?(): void | Promise<void>;
}

/** A module that is measured: it makes ready for one subject, alone in its process, and then runs round after round. */
export interface Workload {
  prepare(subject: string, scale: Scale): Round | Promise<Round>;
}

interface Turns {
  readonly scale: Scale;
  /** How many rounds of each subject count: at full scale; else one. */
  readonly rounds: number;
  /** How many go before, and do not count. */
  readonly warmUps?: number;
}

/** Every figure, by subject and name: one of each round, in order. */
export type Measured<Subject extends string> = Readonly<Record<Subject, Readonly<Record<string, readonly number[]>>>>;

/**
 * Measures the subjects in turn, round by round, each in a Node process of its own (with `gc()`): one subject's types and
 * garbage are not another's. At the scale of a smoke test all run here, one round each.
 * @param workload the `import.meta.url` of the module that exports `prepare`
 */
export const takeTurns = async <Subject extends string>(
  workload: string,
  subjects: readonly Subject[],
  { scale, rounds, warmUps = 2 }: Turns,
): Promise<Measured<Subject>> => {
  const start = scale === 'full' ? startProcess : startHere;
  const started: [Subject, Round][] = [];
  const measured = new Map(subjects.map((subject) => [subject, {} as Record<string, number[]>]));
  try {
    for (const subject of subjects) started.push([subject, await start(workload, subject, scale)]);
    for (let round = scale === 'full' ? -warmUps : 0; round < (scale === 'full' ? rounds : 1); round += 1) {
      for (const [subject, { run }] of started) {
        const figures = Object.entries(await run());
        if (round < 0) continue;
        const all = measured.get(subject) ?? {};
        for (const [name, figure] of figures) all[name] = [...(all[name] ?? []), figure];
      }
    }
  } finally {
    for (const [, { end }] of started) await end?.();
  }
  return Object.fromEntries(measured) as Record<string, unknown> as Measured<Subject>;
};

/** No round takes this long. */
const PATIENCE_MS = 120_000;

const startHere = async (workload: string, subject: string, scale: Scale): Promise<Round> =>
  ((await import(workload)) as Workload).prepare(subject, scale);

const startProcess = async (workload: string, subject: string, scale: Scale): Promise<Round> => {
  const child = fork(fileURLToPath(new URL('subject-process.ts', import.meta.url)), [workload, subject, scale], {
    execArgv: ['--expose-gc', '--no-warnings', '--import', 'tsx'],
  });
  await answerOf(child, subject);
  return {
    run: () => {
      child.send('run');
      return answerOf(child, subject) as Promise<Figures>;
    },
    end: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.send('end');
      await once(child, 'exit');
    },
  };
};

const answerOf = (child: ChildProcess, subject: string) =>
  new Promise<unknown>((resolve, reject) => {
    const give = (error: Error) => {
      child.kill();
      reject(error);
    };
    const onExit = (code: number | null) => give(new Error(`the process of ${subject} ended with ${code}`));
    const patience = setTimeout(() => give(new Error(`${subject} says nothing any more`)), PATIENCE_MS);
    child.once('exit', onExit);
    child.once('message', (answer) => {
      clearTimeout(patience);
      child.off('exit', onExit);
      resolve(answer);
    });
  });
