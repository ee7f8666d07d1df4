import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Scale } from './row.js';

/** What one round measured, by name. */
export type Figures = Readonly<Record<string, number>>;

export interface Round {
  run(): Figures | Promise<Figures>;
  /** After the last round, where its process does not end with it: closes what would stay. */
  end?(): void | Promise<void>;
}

/** A module that is measured: it makes ready for one subject, alone in its process, and then runs round after round. */
export interface Workload {
  prepare(subject: string, scale: Scale, argument: string): Round | Promise<Round>;
}

interface Turns {
  readonly scale: Scale;
  /** How many rounds of each subject count, over all of its processes: at full scale; else one. */
  readonly rounds: number;
  /** How many go before in each process, and do not count. */
  readonly warmUps?: number;
  /** What every subject is made ready with: the address of a server, for instance. */
  readonly argument?: string;
}

/** Every figure, by subject and name: one of each round, in order. */
export type Measured<Subject extends string> = Readonly<Record<Subject, Readonly<Record<string, readonly number[]>>>>;

/**
 * Measures the subjects in turn, round by round, each in Node processes of its own (with `gc()`): one subject's types and
 * garbage are not another's. There are three of a subject, one after the other, since a process keeps what its compiler once
 * made of the code. At the scale of a smoke test they run here, one after the other, a round each.
 * @param workload the `import.meta.url` of the module that exports `prepare`
 */
export const takeTurns = async <Subject extends string>(
  workload: string,
  subjects: readonly Subject[],
  { scale, rounds, warmUps = 2, argument = '' }: Turns,
): Promise<Measured<Subject>> => {
  const measured = new Map(subjects.map((subject) => [subject, {} as Record<string, number[]>]));
  const note = (subject: Subject, figures: Figures) => {
    const all = measured.get(subject) ?? {};
    for (const [name, figure] of Object.entries(figures)) all[name] = [...(all[name] ?? []), figure];
  };
  if (scale === 'full') {
    const processes = Math.min(PROCESSES, rounds);
    for (let process = 0; process < processes; process += 1) {
      const share = Math.ceil((rounds - process) / processes);
      await measureInTurn(workload, subjects, [scale, argument], warmUps, share, note);
    }
  } else {
    const { prepare } = (await import(workload)) as Workload;
    for (const subject of subjects) {
      const { run, end } = await prepare(subject, scale, argument);
      note(subject, await run());
      await end?.();
    }
  }
  return Object.fromEntries(measured) as Record<string, unknown> as Measured<Subject>;
};

/**
 * Who comes next where a bare socket and a client take turns within a round, neither always first: each of them `2 * times`
 * times, so that what else the machine does meanwhile falls on both.
 */
export const alternately = (times: number): readonly ('bare' | 'own')[] =>
  Array.from({ length: times }, () => ['bare', 'own', 'own', 'bare'] as const).flat();

/** Of each subject, where as many rounds are asked for. */
const PROCESSES = 3;

const measureInTurn = async <Subject extends string>(
  workload: string,
  subjects: readonly Subject[],
  rest: readonly string[],
  warmUps: number,
  rounds: number,
  note: (subject: Subject, figures: Figures) => void,
): Promise<void> => {
  const started: [Subject, SubjectProcess][] = [];
  try {
    for (const subject of subjects) started.push([subject, await startProcess(workload, subject, rest)]);
    for (let round = -warmUps; round < rounds; round += 1) {
      for (const [subject, { run }] of started) {
        const figures = await run();
        if (round >= 0) note(subject, figures);
      }
    }
  } finally {
    for (const [, { end }] of started) await end();
  }
};

interface SubjectProcess {
  run(): Promise<Figures>;
  end(): Promise<void>;
}

/** No round takes this long. */
const PATIENCE_MS = 120_000;

const startProcess = async (workload: string, subject: string, rest: readonly string[]): Promise<SubjectProcess> => {
  const child = fork(fileURLToPath(new URL('subject-process.ts', import.meta.url)), [workload, subject, ...rest], {
    execArgv: ['--expose-gc', '--no-warnings', '--import', 'tsx'],
  });
  const exited = once(child, 'exit');
  const answer = async () => {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const ended = exited.then(([code]) => {
      throw new Error(`the process of ${subject} ended with ${code}`);
    });
    const [said] = await Promise.race([once(child, 'message', { signal }), ended]);
    return said as Figures;
  };
  try {
    await answer();
  } catch (error) {
    child.kill();
    throw error;
  }
  return {
    run: () => {
      child.send('run');
      return answer();
    },
    end: async () => {
      child.kill();
      await exited;
    },
  };
};
