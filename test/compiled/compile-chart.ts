import type { AnyStateMachine } from 'xstate';
import { encodeNumber } from './encode-number.js';
import { type Act, type ChartValue, type Outcome, observeChart, sameValue } from './observed-chart.js';

const TIMER = /^xstate\.after\.([^.]+)\./;

/** What the actions of a chart are, in the order of their numbers, which come after those of the timers; `own` to the engine. */
export const KINDS = ['patches', 'commands', 'ends', 'reports', 'own'] as const;
export type Kind = (typeof KINDS)[number];

/** A chart in numbers: what they stand for, and the text of the table. */
export interface CompiledChart {
  readonly values: readonly ChartValue[];
  /** What is sent to the chart; after these come its timers' own. */
  readonly events: readonly string[];
  readonly guards: readonly string[];
  /** The delay of each timer. */
  readonly delays: readonly string[];
  readonly acts: Readonly<Record<Kind, readonly Act[]>>;
  readonly text: string;
  readonly rows: number;
  readonly outcomes: number;
}

/** Runs XState over the whole chart, and writes down what it answers. Stops where that is not what the engine would do. */
export const compileChart = (machine: AnyStateMachine, kindOf: (name: string) => Kind): CompiledChart => {
  const { events: known, beginning, outcomes, timersAt } = observeChart(machine);
  // The engine begins where the chart does, and does nothing there: no patch may matter yet, and there is nothing to hang up.
  const isLeftOut = ({ kind, name }: Act) => kind === 'action' && (name === 'hangUp' || kindOf(name) === 'patches');
  const begun = beginning.acts.find((act) => !isLeftOut(act));
  if (begun !== undefined) throw new Error(`the chart begins with ${begun.name}`);
  const timers = known.filter((type) => TIMER.test(type));
  const events = known.filter((type) => !timers.includes(type));

  const values: ChartValue[] = [beginning.value];
  const placeOf = (value: ChartValue) => {
    const place = values.findIndex((one) => sameValue(one, value));
    return place < 0 ? values.push(value) - 1 : place;
  };
  const guards = numbering<string>(String);
  const acts: Record<Kind, ReturnType<typeof numbering<Act>>> = {
    patches: numbering(JSON.stringify),
    commands: numbering(JSON.stringify),
    ends: numbering(JSON.stringify),
    reports: numbering(JSON.stringify),
    own: numbering(JSON.stringify),
  };

  // First what there is, then its numbers, which depend on how much there is of each kind.
  const places: { value: ChartValue; rows: [event: string, all: Outcome[]][] }[] = [];
  for (const value of values) {
    const rows = [...events, ...timers].map((event): [string, Outcome[]] => [event, outcomes(value, event)]);
    const effective = rows.filter(([, all]) => all.some((one) => one.acts.length > 0 || !sameValue(one.next, value)));
    for (const [event, all] of effective) {
      for (const outcome of all) {
        placeOf(outcome.next);
        checkTimers(outcome, timersAt(value), timersAt(outcome.next), event);
        for (const [guard] of outcome.asked) guards.of(guard);
        for (const act of outcome.acts) if (act.kind === 'action') acts[kindOf(act.name)].of(act);
      }
    }
    places.push({ value, rows: effective });
  }

  const firstOf = (kind: Kind) =>
    KINDS.slice(0, KINDS.indexOf(kind)).reduce((sum, one) => sum + acts[one].all.length, timers.length);
  const numbersOf = ({ acts: done, starts }: Outcome): number[] => {
    const started = [...starts];
    return done.map((act) => {
      if (act.kind === 'delay') return timers.indexOf(started.shift() ?? '');
      const kind = kindOf(act.name);
      return firstOf(kind) + acts[kind].of(act);
    });
  };
  const lists = numbering<readonly number[]>(JSON.stringify);
  // First, because a list that the table does not have reads as an empty one.
  lists.of([]);
  const treeOf = (all: readonly Outcome[], depth: number): string => {
    const [first] = all;
    if (first === undefined) throw new Error('a guard was not asked for both answers');
    const guard = first.asked[depth]?.[0];
    if (guard === undefined) {
      if (all.length > 1) throw new Error(`${all.length} outcomes of the same answers`);
      return encodeNumber(guards.all.length + placeOf(first.next)) + encodeNumber(lists.of(numbersOf(first)));
    }
    const having = (answer: boolean) =>
      all.filter(({ asked }) => asked[depth]?.[0] === guard && asked[depth]?.[1] === answer);
    return encodeNumber(guards.of(guard)) + treeOf(having(false), depth + 1) + treeOf(having(true), depth + 1);
  };
  const several = <One>(all: readonly One[], write: (one: One) => string) =>
    encodeNumber(all.length) + all.map(write).join('');
  const eventNumber = (event: string) => [...events, ...timers].indexOf(event);
  const body = several(
    places,
    ({ value, rows }) =>
      several(timersAt(value), (timer) => encodeNumber(timers.indexOf(timer))) +
      several(rows, ([event, all]) => encodeNumber(eventNumber(event)) + treeOf(all, 0)),
  );
  return {
    values,
    events,
    guards: guards.all,
    delays: timers.map((timer) => TIMER.exec(timer)?.[1] ?? ''),
    acts: {
      patches: acts.patches.all,
      commands: acts.commands.all,
      ends: acts.ends.all,
      reports: acts.reports.all,
      own: acts.own.all,
    },
    text: several(lists.all, (list) => several(list, encodeNumber)) + body,
    rows: places.reduce((sum, { rows }) => sum + rows.length, 0),
    outcomes: places.reduce((sum, { rows }) => sum + rows.reduce((some, [, all]) => some + all.length, 0), 0),
  };
};

/** The engine cancels what does not run in the next place, and sets a timer again where XState starts it. */
const checkTimers = (
  { cancels, starts }: Outcome,
  before: readonly string[],
  after: readonly string[],
  event: string,
): void => {
  const ended = before.filter((timer) => !after.includes(timer) || starts.includes(timer));
  const begun = after.filter((timer) => !before.includes(timer));
  const isAsImplied = sameSet(cancels, ended) && begun.every((timer) => starts.includes(timer));
  if (!isAsImplied || !starts.every((timer) => after.includes(timer)))
    throw new Error(`at ${event} XState cancels ${cancels} and starts ${starts}, where ${before} become ${after}`);
};

const sameSet = (some: readonly string[], others: readonly string[]) =>
  some.length === others.length && some.every((one) => others.includes(one));

/** Numbers things in the order in which they come. */
const numbering = <Thing>(keyOf: (thing: Thing) => string) => {
  const all: Thing[] = [];
  const numbers = new Map<string, number>();
  return {
    all,
    of: (thing: Thing): number => {
      const key = keyOf(thing);
      const known = numbers.get(key);
      if (known !== undefined) return known;
      numbers.set(key, all.length);
      return all.push(thing) - 1;
    },
  };
};
