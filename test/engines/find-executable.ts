import { existsSync } from 'node:fs';

/** A way to get a program that is not there yet. */
export interface ProgramSource {
  readonly name: string;
  /** Resolves with the path of its executable. */
  readonly obtain: () => Promise<string>;
}

export interface Program {
  readonly name: string;
  /** Environment variables that may name its executable; the first is the one to recommend. */
  readonly variables: readonly [string, ...string[]];
  /** Where systems put it. */
  readonly paths: readonly string[];
  /** The path of what was downloaded before, if anything was. */
  readonly downloadedBefore: () => Promise<string | null>;
  readonly sources: readonly ProgramSource[];
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly exists: (path: string) => boolean;
  readonly say: (line: string) => void;
}

const THIS_MACHINE: Surroundings = {
  env: process.env,
  exists: existsSync,
  say: (line) => process.stdout.write(`${line}\n`),
};

/**
 * The path of a program: from an environment variable, a known system path or an earlier download; failing these it is
 * obtained, saying so. Rejects with how to get it when nothing works: tests are never skipped in silence.
 */
export async function findExecutable(program: Program, surroundings: Surroundings = THIS_MACHINE): Promise<string> {
  const { name, variables, paths, sources } = program;
  const { env, exists, say } = surroundings;
  for (const variable of variables) {
    const path = env[variable];
    if (path && !exists(path)) throw new Error(`${variable} names a ${name} that does not exist: ${path}`);
    if (path) return path;
  }
  const found = paths.find(exists) ?? (await program.downloadedBefore());
  if (found) return found;
  const failures: string[] = [];
  for (const source of sources) {
    say(`${name} is not installed: getting it by ${source.name}.`);
    try {
      return await source.obtain();
    } catch (error) {
      failures.push(`${source.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(
    [`The tests need ${name}, and it could not be obtained.`, ...failures]
      .concat(`Install ${name}, or set ${variables[0]} to its executable.`)
      .join('\n'),
  );
}
