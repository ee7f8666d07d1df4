import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { startBehaviourServer } from '../engines/behaviour-server.js';
import type { Seen } from './seen.js';

export interface Ending extends Seen {
  /** Disposing of everything left it nothing to do. */
  readonly endsByItself: boolean;
}

/** Well under the 30 s for which a socket that nobody closed would hold a process. */
const ENDS_WITHIN_MS = 10_000;
const PATIENCE_MS = 100_000;

const fileOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Node's arguments for a program of this folder. */
export const nodeProgram = (name: string, ...flags: readonly string[]): string[] => [
  '--no-warnings',
  ...flags,
  '--import',
  'tsx',
  fileOf(name),
];

/** Runs a program that is given the origin of a server, and prints what it sees. */
export async function runProgram(
  command: string,
  args: readonly string[],
  ...more: readonly string[]
): Promise<Ending> {
  const server = await startBehaviourServer();
  const child = spawn(command, [...args, server.origin, ...more], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PATIENCE_MS,
    cwd: fileOf('../..'),
  });
  let printedAt = 0;
  child.stdout.on('data', () => {
    printedAt = performance.now();
  });
  const [printed, complaints, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  const endsByItself = code === 0 && performance.now() - printedAt < ENDS_WITHIN_MS;
  await server.close();
  if (printed === '') throw new Error(`${command} ended with ${code}: ${complaints}`);
  return { ...(JSON.parse(printed) as Seen), endsByItself };
}

/** A program or worker of this folder as one script, for platforms that do not take it as it stands. */
export async function bundle(name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileOf(name)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}
