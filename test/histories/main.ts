/**
 * Lets a random history happen to real clients, gateways and a database, and checks what was seen:
 * `npm run histories -- --minutes 10 --clients 50 --chats 10 --seed 1`. Of the clients, `--pages` are pages in Chromium;
 * `--database sqlite` takes one gateway on a file in place of two on PostgreSQL; `--mutant tags` breaks a rule of the server;
 * `--record <file>` keeps what was recorded. Exits with 1 if an invariant did not hold.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { MUTANT_NAMES } from './mutants.js';
import type { Plan } from './plan.js';
import { reportOf } from './report.js';
import { runHistory } from './run-history.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    clients: { type: 'string', default: '50' },
    pages: { type: 'string', default: '6' },
    chats: { type: 'string', default: '10' },
    seed: { type: 'string' },
    database: { type: 'string', default: 'postgres' },
    mutant: { type: 'string' },
    record: { type: 'string' },
  },
});
const number = (name: 'minutes' | 'clients' | 'pages' | 'chats', least: number): number => {
  const value = Number(values[name]);
  if (!(value >= least)) throw new RangeError(`--${name}: expected a number from ${least}, got ${values[name]}`);
  return value;
};
const { database } = values;
if (database !== 'postgres' && database !== 'sqlite')
  throw new RangeError(`--database: expected postgres or sqlite, got ${database}`);
const mutant =
  values.mutant === undefined ? undefined : MUTANT_NAMES.find((name) => name.includes(values.mutant ?? ''));
if (values.mutant !== undefined && mutant === undefined)
  throw new RangeError(`--mutant: expected a part of ${MUTANT_NAMES.join(', ')}`);

// What was started ends with this process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const print = (line: string) => process.stdout.write(`${line}\n`);
const began = performance.now();
const pages = number('pages', 0);
const plan: Plan = {
  seed: values.seed === undefined ? Date.now() | 0 : Number(values.seed),
  faultsMs: number('minutes', 0) * 60_000,
  peaceMs: 90_000,
  database,
  clients: Math.max(0, number('clients', 1) - pages),
  pages,
  chats: number('chats', 1),
  chatsOfEach: 3,
  everyMs: 2_000,
  pauseMs: 1_500,
  ...(mutant && { mutant }),
};
print(JSON.stringify(plan));
const history = await runHistory(plan, (what) =>
  print(`${((performance.now() - began) / 1_000).toFixed(1)} s: ${what}`),
);
for (const line of reportOf(history)) print(line);
if (values.record !== undefined)
  await writeFile(values.record, history.items.map((item) => `${JSON.stringify(item)}\n`).join(''));
process.exitCode = history.violations.length === 0 ? 0 : 1;
