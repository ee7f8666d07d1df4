/**
 * `npm run test:engines`: the core suite on every supported Node, the browser tests in every engine, the battery on every other
 * platform, the servers that need a program of their own, the gateway in Go, and what each engine does otherwise, measured.
 * `npm run test:engines -- firefox node-22` takes those alone; `--measure` measures alone.
 */
import { parseArgs } from 'node:util';
import { engines } from './engines.js';
import { markdownTable } from './markdown-table.js';
import { type Behaviour, measureEngine, measureNode } from './measure.js';
import { nodeRuntime } from './node-runtime.js';
import { runVitest, type SuiteResult } from './vitest-run.js';

interface Target {
  readonly name: string;
  /** What is left out beside the tests that say so themselves. */
  readonly besides: readonly string[];
  run(): Promise<SuiteResult>;
  /** What it does otherwise; without it, its tests say that. */
  measure?(): Promise<Behaviour>;
}

const NODES = [20, 22, 24];
const NATIVE = /native WebSocket/;

const named = (...names: readonly string[]) => names.map((name) => `test/browser/${name}`);

/** The tests of the library, which drive any engine. */
const OF_THE_LIBRARY = named('socket-contract', 'fault-rows', 'path-replay', 'component-paths', 'bindings');
/** Those of the demonstration page, which are driven by Puppeteer. */
const OF_THE_PAGE = named('accessibility', 'connections', 'outage', 'faults.');

/** What an engine runs of the browser tests: of Chromium all. */
const FILES = { chromium: [], firefox: [...OF_THE_LIBRARY, ...OF_THE_PAGE], webkit: OF_THE_LIBRARY };
const LEFT_OUT = {
  chromium: [],
  firefox: [
    'pictures, axe, and the tests of the inspector: they ask for colour schemes, which WebDriver BiDi cannot set',
  ],
  webkit: ['all tests of the demonstration page and of the inspector: Puppeteer does not drive WebKitGTK'],
};

const here = () => nodeRuntime(Number.parseInt(process.versions.node, 10));

const targets: readonly Target[] = [
  ...NODES.map((major) => ({
    name: `node-${major}`,
    besides: [],
    run: () => runVitest(nodeRuntime(major), ['--project', '!browser']),
    measure: () => measureNode(nodeRuntime(major)),
  })),
  ...engines.map((engine) => ({
    name: engine.name,
    besides: LEFT_OUT[engine.name],
    run: () => runVitest(here(), ['--project', 'browser', ...FILES[engine.name]], { ENGINE: engine.name }),
    measure: () => measureEngine(engine),
  })),
  {
    name: 'platforms',
    besides: [],
    run: () => runVitest(here(), ['--config', 'test/platforms/at-length/vitest.config.ts']),
  },
  {
    name: 'protocols',
    besides: [],
    run: () => runVitest(here(), ['--config', 'test/protocols/at-length/vitest.config.ts']),
  },
  {
    name: 'go',
    besides: [],
    run: () => runVitest(here(), ['--config', 'test/go-gateway/vitest.config.ts']),
  },
];

const say = (line: string) => process.stdout.write(`${line}\n`);

const { values, positionals: asked } = parseArgs({ options: { measure: { type: 'boolean' } }, allowPositionals: true });
const unknown = asked.filter((one) => targets.every(({ name }) => name !== one));
if (unknown.length > 0) throw new Error(`no such engine: ${unknown}; there are ${targets.map(({ name }) => name)}`);
const chosen = targets.filter(({ name }) => asked.length === 0 || asked.includes(name));

if (!values.measure) {
  const rows: string[][] = [];
  const leftOut: string[] = [];
  for (const { name, besides, run } of chosen) {
    say(`${name}: running`);
    const startedAt = performance.now();
    const { tests, errors } = await run();
    const count = (...statuses: string[]) => tests.filter(({ status }) => statuses.includes(status)).length;
    const native = tests.filter(({ fullName, status }) => status === 'passed' && NATIVE.test(fullName)).length;
    const skipped = tests.filter(({ status }) => status === 'skipped' || status === 'pending');
    leftOut.push(...skipped.map(({ fullName }) => `${name}: ${fullName}`));
    leftOut.push(...besides.map((what) => `${name}: ${what}`));
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

const measurable = chosen.filter(({ measure }) => measure !== undefined);
if (measurable.length > 0) {
  say('\nMeasuring what each does otherwise.');
  // Nearly all of it is waiting, so side by side.
  const measured = await Promise.all(
    measurable.map(async ({ name, measure }): Promise<[string, Behaviour]> => [name, (await measure?.()) ?? {}]),
  );
  const cases = [...new Set(measured.flatMap(([, behaviour]) => Object.keys(behaviour)))];
  const rows = cases.map((one) => [one, ...measured.map(([, behaviour]) => behaviour[one] ?? '–')]);
  say(`\n${markdownTable(['case', ...measured.map(([name]) => name)], rows)}`);
}
