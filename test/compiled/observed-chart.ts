import {
  type AnyStateMachine,
  assign,
  createActor,
  type EventObject,
  type ExecutableActionObject,
  getMicrosteps,
  type MachineContext,
  type StateValue,
} from 'xstate';
import { countEdges, type EdgeCount } from '../support/edges-taken.js';

/** Where the chart can be. */
export type ChartValue = StateValue;

/** A thing that the chart does by name, in the order in which it does it; a delay is one that it asks for. */
export interface Act {
  readonly kind: 'action' | 'delay';
  readonly name: string;
  readonly params: unknown;
}

/** What the chart answers, if its guards answer so. */
export interface Outcome {
  /** The guards that it asks, and what each answered. */
  readonly asked: readonly (readonly [guard: string, answer: boolean])[];
  readonly acts: readonly Act[];
  readonly next: ChartValue;
  /** The timers that it ends, by the events that they would raise. */
  readonly cancels: readonly string[];
  /** Those that it starts. */
  readonly starts: readonly string[];
}

/** Asks XState what the chart does, in one state, at one event, for every outcome of the guards that it asks. */
export const observeChart = (machine: AnyStateMachine) => {
  let answers: ReadonlyMap<string, boolean> = new Map();
  let asked: [string, boolean][] = [];
  let acts: Act[] = [];
  /** What it does when it begins, which it does too when it is asked for a step. */
  let begun: Act[] = [];

  const answerOf = (guard: string) => () => {
    const known = asked.find(([name]) => name === guard);
    const answer = answers.get(guard) ?? false;
    if (known === undefined) asked.push([guard, answer]);
    return answer;
  };
  const noteAction = (name: string) =>
    assign<MachineContext, EventObject, unknown, EventObject, never>(({ event }, params) => {
      (event.type === 'xstate.init' ? begun : acts).push({ kind: 'action', name, params });
      return {};
    });
  const noteDelay =
    (name: string) =>
    ({ event }: { readonly event: EventObject }) => {
      (event.type === 'xstate.init' ? begun : acts).push({ kind: 'delay', name, params: undefined });
      return 1;
    };
  const named = <Noted>(all: object, note: (name: string) => Noted) =>
    Object.fromEntries(Object.keys(all).map((name) => [name, note(name)]));
  const { guards, actions, delays } = machine.implementations;
  const observed = machine.provide({
    guards: named(guards, answerOf),
    actions: named(actions, noteAction),
    delays: named(delays, noteDelay),
  });

  const { value: first, context } = createActor(observed, { input: { chatId: '' } }).getSnapshot();
  const beginning = { value: first, acts: begun };

  const known: ReadonlySet<string> = new Set<string>(machine.events);
  const eventOf = (type: string): EventObject => {
    if (!known.has(type)) throw new Error(`the chart does not know ${type}`);
    return { type };
  };

  const outcomeOf = (value: ChartValue, type: string, given: ReadonlyMap<string, boolean>): Outcome => {
    [answers, asked, acts, begun] = [given, [], [], []];
    const event = eventOf(type);
    const before = observed.resolveState({ value, context });
    const steps = getMicrosteps(observed, before, event);
    if (steps.length > 1) throw new Error(`${type} makes more than one step`);
    const [after, ordered] = steps[0] ?? [before, []];
    const cancels: string[] = [];
    const starts: string[] = [];
    const orders: readonly ExecutableActionObject[] = ordered;
    for (const { type: order, params } of orders) {
      if (order === 'xstate.cancel') cancels.push(String(Reflect.get(Object(params), 'sendId')));
      else if (order === 'xstate.raise') starts.push(String(Reflect.get(Object(params), 'id')));
      else throw new Error(`XState orders ${order}`);
    }
    return { asked, acts, next: after.value, cancels, starts };
  };

  return {
    events: machine.events.map(String),
    /** Where the chart begins, and what it does there. */
    beginning,
    /** In the order in which the guards are asked: each once with no, then with yes. */
    outcomes: (value: ChartValue, type: string): Outcome[] => {
      const all: Outcome[] = [];
      const explore = (given: ReadonlyMap<string, boolean>) => {
        const outcome = outcomeOf(value, type, given);
        all.push(outcome);
        for (const [at, [guard]] of outcome.asked.entries()) {
          if (given.has(guard)) continue;
          explore(new Map([...outcome.asked.slice(0, at), [guard, true]]));
        }
      };
      explore(new Map());
      return all;
    },
    /** The edges of the chart that it takes, if its guards answer as in this outcome. */
    edgesTaken: (value: ChartValue, type: string, outcome: Outcome): string[] => {
      const edges: EdgeCount = {};
      const event = eventOf(type);
      [answers, asked, acts, begun] = [new Map(outcome.asked), [], [], []];
      const actor = createActor(observed, {
        snapshot: observed.resolveState({ value, context }),
        clock: { setTimeout: () => undefined, clearTimeout: () => undefined },
        input: { chatId: '' },
        inspect: (happening) => countEdges(edges, happening),
      });
      actor.start();
      actor.send(event);
      return Object.keys(edges);
    },
    /** The states with timers that are active there, as XState names the timers. */
    timersAt: (value: ChartValue): string[] => {
      const { _nodes: active } = machine.resolveState({ value, context });
      return [...new Set(active.flatMap(({ after }) => after.map(({ eventType }) => eventType)))];
    },
  };
};

export const sameValue = (one: StateValue, other: StateValue): boolean => JSON.stringify(one) === JSON.stringify(other);
