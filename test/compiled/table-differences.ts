import type { AnyStateMachine, StateValue } from 'xstate';
import { type Branch, decodeTable } from '../../src/engine/compiled-table.js';
import { type Act, type Outcome, observeChart, sameValue } from './observed-chart.js';

/** A compiled chart beside what it was made of. */
export interface ComparedChart {
  readonly machine: AnyStateMachine;
  readonly table: string;
  readonly values: readonly StateValue[];
  readonly events: readonly string[];
  /** The names of what the numbers stand for. */
  readonly guards: readonly string[];
  readonly delays: readonly string[];
  /** All but the timers. */
  readonly acts: readonly string[];
  /** An act of XState's by the same name. */
  nameOf(act: Act): string;
}

/** What XState answers, for every place and event, written as the table's answers are. */
export interface Expected {
  readonly place: number;
  readonly event: number;
  readonly asked: ReadonlyMap<string, boolean>;
  readonly isIdle: boolean;
  readonly answer: string;
}

export const compareTable = (chart: ComparedChart) => {
  const { values, events, guards } = chart;
  const { events: known, outcomes, timersAt } = observeChart(chart.machine);
  const timers = known.filter((type) => type.startsWith('xstate.after.'));

  const written = (next: StateValue | undefined, acts: readonly string[]) =>
    `${JSON.stringify(next)}: ${acts.join(', ')}`;
  const timerAfter = (timer: string | undefined, delay: string) => `${timer} after ${delay}`;

  const expectedOf = (
    place: number,
    event: number,
    value: StateValue,
    { asked, acts, next, starts }: Outcome,
  ): Expected => {
    const started = [...starts];
    const names = acts.map((act) => (act.kind === 'delay' ? timerAfter(started.shift(), act.name) : chart.nameOf(act)));
    return {
      place,
      event,
      asked: new Map(asked),
      isIdle: acts.length === 0 && sameValue(next, value),
      answer: written(next, names),
    };
  };

  const all: readonly Expected[] = values.flatMap((value, place) =>
    [...events, ...timers].flatMap((type, event) =>
      outcomes(value, type).map((outcome) => expectedOf(place, event, value, outcome)),
    ),
  );
  const rows = new Set(all.filter(({ isIdle }) => !isIdle).map(({ place, event }) => `${place} ${event}`));
  const timersOf = values.map((value) => timersAt(value).join());
  const names = [...chart.delays.map((delay, index) => timerAfter(timers[index], delay)), ...chart.acts];

  /** What the table answers, where a guard's answer is known; null where it asks another guard, or does not ask one. */
  const answerOf = (start: Branch, asked: ReadonlyMap<string, boolean>): string | null => {
    const asks = new Set(asked.keys());
    let branch = start;
    while (branch.length === 3) {
      const [guard, no, yes] = branch;
      const name = guards[guard] ?? '';
      if (!asks.delete(name)) return null;
      branch = asked.get(name) ? yes : no;
    }
    const [next, acts] = branch;
    return asks.size > 0
      ? null
      : written(
          values[next],
          acts.map((act) => names[act] ?? ''),
        );
  };

  return {
    rows: rows.size,
    /** Those of the rows. */
    outcomes: all.filter(({ place, event }) => rows.has(`${place} ${event}`)).length,
    /** Where the table's answers are other than XState's, one after the other: none, if it is right. */
    *differencesIn(text: string): Generator<string, void> {
      const places = decodeTable(text, guards.length);
      if (places.length !== values.length) yield `${places.length} places`;
      for (const { place, event, asked, isIdle, answer } of all) {
        const branch = places[place]?.rows.get(event);
        const given = branch === undefined ? null : answerOf(branch, asked);
        const isRight = branch === undefined ? isIdle : given === answer;
        if (!isRight) yield `place ${place}, event ${event}: ${given} for ${answer}`;
      }
      for (const [place, { timers: running }] of places.entries()) {
        const those = running.map((timer) => timers[timer]).join();
        if (those !== timersOf[place]) yield `place ${place} has timers ${those}`;
      }
      const given = places.reduce((sum, { rows: some }) => sum + some.size, 0);
      if (given !== rows.size) yield `${given} rows for ${rows.size}`;
    },
  };
};
