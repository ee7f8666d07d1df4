import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { NodeRuntime } from './node-runtime.js';

export interface TestResult {
  readonly fullName: string;
  readonly status: 'passed' | 'failed' | 'skipped' | 'pending' | 'todo' | 'disabled';
  readonly failureMessages: readonly string[];
}

export interface SuiteResult {
  readonly tests: readonly TestResult[];
  /** What broke outside the tests. */
  readonly errors: readonly string[];
}

interface Report {
  readonly testResults: readonly {
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly TestResult[];
  }[];
}

const ROOT = join(import.meta.dirname, '../..');
const VITEST = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');

/** Runs the tests that these arguments choose under that Node, and tells of every test. */
export async function runVitest(
  { command, args }: NodeRuntime,
  chosen: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<SuiteResult> {
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-engines-'));
  const outputFile = join(folder, 'report.json');
  try {
    const options = ['run', '--reporter=json', `--outputFile=${outputFile}`, ...chosen];
    const child = spawn(command, [...args, VITEST, ...options], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    const [code] = await once(child, 'exit');
    const text = await readFile(outputFile, 'utf8').catch(() => null);
    if (text === null) return { tests: [], errors: [`it ended with ${code} and no report: ${said.slice(-2000)}`] };
    const { testResults } = JSON.parse(text) as Report;
    const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
    const errors = testResults.flatMap(({ status, message }) => (status === 'failed' && message ? [message] : []));
    const isUnexplained = code !== 0 && errors.length === 0 && tests.every(({ status }) => status !== 'failed');
    return { tests, errors: isUnexplained ? [`it ended with ${code}: ${said.slice(-2000)}`] : errors };
  } finally {
    await rm(folder, { recursive: true });
  }
}
