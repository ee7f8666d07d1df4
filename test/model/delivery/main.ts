/**
 * Explores bigger bounds: `npx tsx test/model/delivery/main.ts --messages 2,1 --fault cut=1 --fault restore=1`, or without
 * arguments each of BIGGER in turn. Exits with 1 if a rule did not hold.
 */
import { parseArgs } from 'node:util';
import { ONE_PAGE, RULES_OF_STOPPED_SERVERS, TWO_PAGES } from './bounds.js';
import { explore, PROMISED } from './explore.js';
import { ALL_RULES, type Rules } from './rules.js';
import { type Bounds, FAULTS, type Fault } from './world.js';

/** About 100,000 to a million worlds each. */
const BIGGER: readonly Bounds[] = [
  { ...ONE_PAGE, messages: [2, null], faults: { cut: 1, restore: 1, cancel: 1, refusal: 1, death: 1, unstored: 1 } },
  { ...ONE_PAGE, messages: [2, null], faults: { cut: 2, restore: 1, hello: 1, publish: 1 } },
  {
    ...ONE_PAGE,
    messages: [0, null],
    snapshots: 'lagging',
    faults: { cut: 1, restore: 1, publish: 3, backup: 1, trim: 1 },
  },
  { ...TWO_PAGES, faults: { death: 1, unstored: 1, restore: 1, cut: 1 } },
  { ...TWO_PAGES, messages: [2, 0], faults: { death: 2, cancel: 1, refusal: 1 } },
  { ...TWO_PAGES, messages: [1, 1], faults: { death: 1, restore: 1, backup: 1 } },
];

const { values } = parseArgs({
  options: {
    messages: { type: 'string' },
    fault: { type: 'string', multiple: true, default: [] },
    snapshots: { type: 'string', default: 'none' },
    window: { type: 'string', default: '2' },
    late: { type: 'string', default: '1' },
    down: { type: 'string', default: '2' },
    stopped: { type: 'boolean', default: false },
    without: { type: 'string', multiple: true, default: [] },
    worlds: { type: 'string', default: '5000000' },
  },
});

const countOf = (name: string, text: string): number => {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 0) return count;
  throw new RangeError(`${name}: expected a whole number, got ${text}`);
};

const faultOf = (text: string): readonly [Fault, number] => {
  const [name, count = '1'] = text.split('=');
  const fault = FAULTS.find((one) => one === name);
  if (fault === undefined) throw new RangeError(`--fault: expected one of ${FAULTS.join(', ')}, got ${name}`);
  return [fault, countOf(`--fault ${fault}`, count)];
};

const snapshotsOf = (text: string): Bounds['snapshots'] => {
  if (text === 'none' || text === 'fresh' || text === 'lagging') return text;
  throw new RangeError(`--snapshots: expected none, fresh or lagging, got ${text}`);
};

/** `--without comparesTags`, or `--without "findsRestore=by number"`. */
const ruleOf = (text: string): readonly [string, unknown] => {
  const [rule = '', value] = text.split('=');
  if (!(rule in ALL_RULES)) throw new RangeError(`--without: expected one of ${Object.keys(ALL_RULES).join(', ')}`);
  return [rule, value ?? false];
};

const askedBounds = (messages: string): Bounds => {
  const [first = '', second] = messages.split(',');
  return {
    messages: [countOf('--messages', first), second === undefined ? null : countOf('--messages', second)],
    window: countOf('--window', values.window),
    maxLate: countOf('--late', values.late),
    maxDown: countOf('--down', values.down),
    snapshots: snapshotsOf(values.snapshots),
    goesBackLive: !values.stopped,
    faults: Object.fromEntries(values.fault.map(faultOf)),
  };
};

const print = (line: string) => process.stdout.write(`${line}\n`);
const kept = values.stopped ? RULES_OF_STOPPED_SERVERS : ALL_RULES;
const rules: Rules = { ...kept, ...Object.fromEntries(values.without.map(ruleOf)) };
const asked = values.messages === undefined ? BIGGER : [askedBounds(values.messages)];
let violations = 0;
for (const bounds of asked) {
  const startedAt = performance.now();
  const found = explore({ bounds, rules }, { maxWorlds: countOf('--worlds', values.worlds), invariants: PROMISED });
  const { worlds, steps, violation, isCut, longestRecovery } = found;
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  print(JSON.stringify(bounds));
  print(
    `${worlds} worlds, ${steps} steps in ${seconds} s${isCut ? ', not all' : `, all well again in ${longestRecovery}`}`,
  );
  if (violation === null) continue;
  violations += 1;
  print(`${violation.invariant}: ${violation.what}, after ${violation.trace.length} steps`);
  for (const step of violation.trace) print(`  ${step}`);
}
print(`violations: ${violations}`);
process.exitCode = violations === 0 ? 0 : 1;
