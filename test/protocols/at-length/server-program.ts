import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { answersOn } from '../../support/answers-on.js';

export interface Command {
  readonly executable: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where it answers once it has started. */
  readonly port: number;
  /** Hears each line that it prints. */
  readonly onLine?: (line: string) => void;
}

const LAST_LINES = 20;

/** Starts a server that is a program; resolves once it answers on its port. It ends with the test, if not before. */
export const startProgram = async ({ executable, args = [], env = {}, port, onLine }: Command) => {
  const lines: string[] = [];
  // A group of its own, so that what it starts ends with it.
  const child = spawn(executable, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const ended = new Promise<void>((resolve) => {
    child
      .on('exit', () => resolve())
      .on('error', (error) => {
        lines.push(error.message);
        resolve();
      });
  });
  const hasEnded = () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  const stop = async () => {
    if (child.pid !== undefined && !hasEnded()) process.kill(-child.pid, 'SIGKILL');
    await ended;
  };
  onTestFinished(stop);
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      lines.push(line);
      onLine?.(line);
    });
  }
  while (!(await answersOn(port))) {
    if (hasEnded()) throw new Error(`${executable} ended:\n${lines.slice(-LAST_LINES).join('\n')}`);
    await setTimeout(20);
  }
  return { stop };
};

/** A folder for what a server keeps; `remove` when it has ended. */
export const temporaryFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-protocols-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }) };
};
