/**
 * `npm run bench`: installs the peers, measures every row, and writes docs/benchmarks.md with its drawings.
 * `npm run bench -- 1 4` measures those rows anew, `--smoke` as little of them as runs, writing nothing; `--report` writes the
 * page from what was measured before.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { drawingOf } from './drawing.js';
import { BUILT } from './library.js';
import { describeSetting } from './machine.js';
import { arePeersInstalled, peerVersions } from './peers/import-peer.js';
import { PEERS } from './peers/subject.js';
import { drawingFile, type KeptRow, reportOf } from './report.js';
import type { Row } from './row.js';
import { loadRows } from './rows.js';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = join(ROOT, 'docs/benchmarks.md');
const FOLDER = join(ROOT, 'docs/benchmarks');
const RESULTS = join(FOLDER, 'results.json');

const say = (line: string) => process.stdout.write(`${line}\n`);

const { values, positionals } = parseArgs({
  options: { smoke: { type: 'boolean' }, report: { type: 'boolean' } },
  allowPositionals: true,
});
const isSmoke = values.smoke === true;
const numbers = positionals.map(Number);

const measure = async (): Promise<void> => {
  if (!arePeersInstalled()) {
    say('Installing the peers');
    execFileSync('npm', ['ci', '--ignore-scripts', '--prefix', join(ROOT, 'test/bench')], { stdio: 'inherit' });
  }
  const rows = await loadRows();
  const unknown = numbers.filter((number) => rows.every((row) => row.number !== number));
  if (unknown.length > 0) throw new Error(`no such row: ${unknown}; there are ${rows.map(({ number }) => number)}`);

  execFileSync('npm', ['run', 'build'], { cwd: ROOT, stdio: 'inherit' });
  process.env[BUILT] = ROOT;
  await measureEach(rows.filter(({ number }) => numbers.length === 0 || numbers.includes(number)));
};

/** What is measured is kept row by row: a run that is broken off loses the row it is at. */
const measureEach = async (rows: readonly Row[]): Promise<void> => {
  const setting = await describeSetting();
  for (const row of rows) {
    const { number, title, goal } = row;
    const startedAt = performance.now();
    say(`${number}. ${title}: ${goal}`);
    const result = await row.run(isSmoke ? 'smoke' : 'full');
    for (const { goal, measured, met } of result.verdicts) say(`   ${met ? 'met' : 'MISSED'}: ${goal}: ${measured}`);
    say(`   took ${Math.round((performance.now() - startedAt) / 1000)} s`);
    if (!isSmoke)
      write([...keptRows().filter((kept) => kept.number !== number), { number, title, goal, setting, ...result }]);
  }
};

/** What a peer's server is made of is installed too. */
const peersMeasured = () => {
  const versions = peerVersions();
  return Object.fromEntries(PEERS.map((name) => [name, versions[name] ?? '']));
};

const keptRows = (): readonly KeptRow[] => (existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : []);

const write = (unsorted: readonly KeptRow[]): void => {
  const rows = [...unsorted].sort((a, b) => a.number - b.number);
  const files: [string, string][] = [
    [PAGE, reportOf(rows, peersMeasured())],
    [RESULTS, `${JSON.stringify(rows, null, 1)}\n`],
    ...rows.flatMap((row) =>
      row.drawings.map((drawing): [string, string] => [join(FOLDER, drawingFile(row, drawing)), drawingOf(drawing)]),
    ),
  ];
  rmSync(FOLDER, { recursive: true, force: true });
  for (const [path, text] of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
};

if (values.report) write(keptRows());
else await measure();
