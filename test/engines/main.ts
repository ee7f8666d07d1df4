/**
 * `npm run test:engines`: the core suite on every supported Node, the browser tests in every engine, and what each of them
 * does otherwise, measured. `npm run test:engines -- firefox node-22` takes those alone; `--measure` measures alone.
 */
import { engines } from './engines.js';
import { markdownTable } from './markdown-table.js';
import { type Behaviour, measureEngine, measureNode } from './measure.js';
import { nodeRuntime } from './node-runtime.js';
import { runVitest, type SuiteResult } from './vitest-run.js';

interface Target {
  readonly name: string;
  run(): Promise<SuiteResult>;
  measure(): Promise<Behaviour>;
}

const NODES = [20, 22, 24];
const NATIVE = /native WebSocket/;

/** The tests that drive any engine; the rest of the browser tests watch the demonstration page by Chromium's protocol. */
const FOR_ANY_ENGINE = ['socket-contract', 'fault-rows', 'path-replay', 'component-paths'].map(
  (name) => `test/browser/${name}`,
);
const OF_CHROMIUM_ALONE = 'the tests of the demonstration page: they watch its sockets by the protocol of Chromium';

const targets: readonly Target[] = [
  ...NODES.map((major) => ({
    name: `node-${major}`,
    run: () => runVitest(nodeRuntime(major), '!browser', []),
    measure: () => measureNode(nodeRuntime(major)),
  })),
  ...engines.map((engine) => ({
    name: engine.name,
    run: () =>
      runVitest(
        nodeRuntime(Number.parseInt(process.versions.node, 10)),
        'browser',
        engine.name === 'chromium' ? [] : FOR_ANY_ENGINE,
        { ENGINE: engine.name },
      ),
    measure: () => measureEngine(engine),
  })),
];

const say = (line: string) => process.stdout.write(`${line}\n`);

const asked = process.argv.slice(2).filter((one) => !one.startsWith('--'));
const unknown = asked.filter((one) => targets.every(({ name }) => name !== one));
if (unknown.length > 0) throw new Error(`no such engine: ${unknown}; there are ${targets.map(({ name }) => name)}`);
const chosen = targets.filter(({ name }) => asked.length === 0 || asked.includes(name));

if (!process.argv.includes('--measure')) {
  const rows: string[][] = [];
  const leftOut: string[] = [];
  for (const { name, run } of chosen) {
    say(`${name}: running`);
    const startedAt = performance.now();
    const { tests, errors } = await run();
    const count = (...statuses: string[]) => tests.filter(({ status }) => statuses.includes(status)).length;
    const native = tests.filter(({ fullName, status }) => status === 'passed' && NATIVE.test(fullName)).length;
    const skipped = tests.filter(({ status }) => status === 'skipped' || status === 'pending');
    leftOut.push(...skipped.map(({ fullName }) => `${name}: ${fullName}`));
    if (name === 'firefox' || name === 'webkit') leftOut.push(`${name}: ${OF_CHROMIUM_ALONE}`);
    for (const { fullName, status, failureMessages } of tests) {
      if (status === 'failed') say(`FAILED ${name}: ${fullName}\n${failureMessages.join('\n')}`);
    }
    for (const error of errors) say(`FAILED ${name}: ${error}`);
    if (errors.length > 0 || count('failed') > 0 || count('passed') === 0) process.exitCode = 1;
    const seconds = `${Math.round((performance.now() - startedAt) / 1000)} s`;
    const counts = [count('passed'), count('failed') + errors.length, skipped.length];
    rows.push([name, ...counts.map(String), name.startsWith('node') ? String(native) : '', seconds]);
  }
  say(`\n${markdownTable(['where', 'passed', 'failed', 'left out', 'by native WebSocket', 'took'], rows)}`);
  say(`\nLeft out:\n${leftOut.map((line) => `- ${line}`).join('\n') || '- nothing'}`);
}

say('\nMeasuring what each does otherwise.');
// Nearly all of it is waiting, so side by side.
const measured = await Promise.all(
  chosen.map(async ({ name, measure }): Promise<[string, Behaviour]> => [name, await measure()]),
);
const cases = [...new Set(measured.flatMap(([, behaviour]) => Object.keys(behaviour)))];
const rows = cases.map((one) => [one, ...measured.map(([, behaviour]) => behaviour[one] ?? '–')]);
say(`\n${markdownTable(['case', ...measured.map(([name]) => name)], rows)}`);
