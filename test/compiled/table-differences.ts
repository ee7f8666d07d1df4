import * as commandsByName from '../../machines/connection.commands.js';
import {
  commands,
  delays,
  ends,
  events,
  guards,
  patches,
  reports,
  values,
} from '../../machines/connection.compiled.js';
import { initialContext } from '../../machines/connection.context.js';
import * as delaysByName from '../../machines/connection.delays.js';
import * as endsByName from '../../machines/connection.ends.js';
import * as guardsByName from '../../machines/connection.guards.js';
import * as patchesByName from '../../machines/connection.patches.js';
import { fail, setTrigger } from '../../machines/connection.patches.js';
import { connectionMachine, defaultPolicy } from '../../machines/index.js';
import { type Branch, decodeTable } from '../../src/engine/compiled-table.js';
import { type Act, type ChartValue, type Outcome, observeChart, sameValue } from './observed-chart.js';

const nameIn = (module: object, one: unknown): string | undefined =>
  Object.entries(module).find(([, other]) => other === one)?.[0];

const POLICY = { ...defaultPolicy, now: () => 0, wallNow: () => 0, random: () => 0, backoffMs: () => 0 };
const END = { type: 'connection.ended', kind: 'lost', message: 'gone', close: null, verdict: 'retry' } as const;

/** What a patch notes, for those that are told what: by its name alone it is not known. */
const notes = (patch: (...args: never) => unknown, params?: unknown): string =>
  JSON.stringify(Reflect.apply(patch, undefined, [initialContext('42'), END, POLICY, params]));

const TOLD: Readonly<Record<string, (...args: never) => unknown>> = { setTrigger, fail };

/** An act as the chart names it. */
const nameOf = ({ kind, name, params }: Act, startedTimer: string | undefined): string => {
  if (kind === 'delay') return `${startedTimer} after ${name}`;
  if (name === 'report') return `report ${Reflect.get(Object(params), 'notice')}`;
  const told = TOLD[name];
  return told === undefined ? name : `note ${notes(told, params)}`;
};

/** What XState answers, for every place and event, written as the table's answers are. */
export interface Expected {
  readonly place: number;
  readonly event: number;
  readonly asked: ReadonlyMap<string, boolean>;
  readonly isIdle: boolean;
  readonly answer: string;
}

const { events: known, outcomes, timersAt } = observeChart(connectionMachine);
const timers = known.filter((type) => type.startsWith('xstate.after.'));

const written = (next: ChartValue | undefined, acts: readonly string[]) =>
  `${JSON.stringify(next)}: ${acts.join(', ')}`;

const expectedOf = (
  place: number,
  event: number,
  value: ChartValue,
  { asked, acts, next, starts }: Outcome,
): Expected => {
  const started = [...starts];
  const names = acts.map((act) => nameOf(act, act.kind === 'delay' ? started.shift() : undefined));
  return {
    place,
    event,
    asked: new Map(asked),
    isIdle: acts.length === 0 && sameValue(next, value),
    answer: written(next, names),
  };
};

const valueAt = (place: number) => values[place] as ChartValue | undefined;

/** Every outcome that XState has. */
export const expected: readonly Expected[] = values.flatMap((_, place) => {
  const value = valueAt(place);
  if (value === undefined) return [];
  return [...events, ...timers].flatMap((type, event) =>
    outcomes(value, type).map((outcome) => expectedOf(place, event, value, outcome)),
  );
});

/** The acts by their numbers. */
const ACTS: readonly string[] = [
  'hangUp',
  'spawnSocket',
  ...delays.map((delay, index) => `${timers[index]} after ${nameIn(delaysByName, delay)}`),
  ...patches.map((patch) => nameIn(patchesByName, patch) ?? `note ${notes(patch)}`),
  ...commands.map((command) => nameIn(commandsByName, command) ?? ''),
  ...ends.map((end) => nameIn(endsByName, end) ?? ''),
  ...reports.map((report) => `report ${report}`),
];
const GUARDS: readonly string[] = guards.map((guard) => nameIn(guardsByName, guard) ?? '');

const effectiveRows = new Set(expected.filter(({ isIdle }) => !isIdle).map(({ place, event }) => `${place} ${event}`));
const timersOf = values.map((_, place) => {
  const value = valueAt(place);
  return value === undefined ? '' : timersAt(value).join();
});

/** What the table answers, where a guard's answer is known; null where it asks another guard, or does not ask one. */
const answerOf = (start: Branch, asked: ReadonlyMap<string, boolean>): string | null => {
  const asks = new Set(asked.keys());
  let branch = start;
  while (branch.length === 3) {
    const [guard, no, yes] = branch;
    const name = GUARDS[guard] ?? '';
    if (!asks.delete(name)) return null;
    branch = asked.get(name) ? yes : no;
  }
  const [next, acts] = branch;
  const names = acts.map((act) => ACTS[act] ?? '');
  return asks.size > 0 ? null : written(valueAt(next), names);
};

/** Where the table's answers are other than XState's, one after the other: none, if it is right. */
export function* differencesIn(text: string): Generator<string, void> {
  const places = decodeTable(text, guards.length);
  if (places.length !== values.length) yield `${places.length} places`;
  for (const { place, event, asked, isIdle, answer } of expected) {
    const branch = places[place]?.rows.get(event);
    const given = branch === undefined ? null : answerOf(branch, asked);
    const isRight = branch === undefined ? isIdle : given === answer;
    if (!isRight) yield `place ${place}, event ${event}: ${given} for ${answer}`;
  }
  for (const [place, { timers: running }] of places.entries()) {
    const names = running.map((timer) => timers[timer]).join();
    if (names !== timersOf[place]) yield `place ${place} has timers ${names}`;
  }
  const rows = places.reduce((sum, { rows: some }) => sum + some.size, 0);
  if (rows !== effectiveRows.size) yield `${rows} rows for ${effectiveRows.size}`;
}
