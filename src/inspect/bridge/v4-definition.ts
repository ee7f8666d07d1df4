import type { AnyStateMachine } from 'xstate';
import { type ChartEdge, type ChartState, graphOf } from '../chart/graph.js';

/** A machine as XState 4 defines one: plain data that its `createMachine` takes. */
export interface V4Definition {
  readonly id: string;
  readonly key: string;
  readonly type: ChartState['kind'];
  readonly initial?: string;
  readonly history: false;
  readonly description?: string;
  readonly states: Readonly<Record<string, V4Definition>>;
  readonly on: Readonly<Record<string, readonly V4Transition[]>>;
  readonly transitions: readonly V4Transition[];
  readonly entry: readonly V4Action[];
  readonly exit: readonly V4Action[];
  readonly activities: readonly [];
  readonly invoke: readonly [];
  readonly tags: readonly [];
}

interface V4Action {
  readonly type: string;
}

interface V4Transition {
  readonly event: string;
  readonly eventType: string;
  readonly delay?: string;
  readonly source: string;
  readonly target?: readonly string[];
  readonly cond?: { readonly type: 'xstate.guard'; readonly name: string };
  readonly actions: readonly V4Action[];
  readonly internal: boolean;
}

/** What XState 4 calls an event of XState 5: theirs differ in the names of delays. */
export const v4EventType = (type: string): string =>
  type.replace(/^xstate\.after\.([^.]+)\.(.+)$/, 'xstate.after($1)#$2');

const v4Actions = (names: readonly string[]): V4Action[] => names.map((type) => ({ type }));

const holds = (state: ChartState, id: string): boolean =>
  state.id === id || state.states.some((inner) => holds(inner, id));

const v4Transition = (source: ChartState, edge: ChartEdge): V4Transition => {
  const event = edge.event ?? `xstate.after(${edge.delay})#${source.id}`;
  return {
    event,
    eventType: event,
    ...(edge.delay !== null && { delay: edge.delay }),
    source: `#${source.id}`,
    ...(edge.target !== null && { target: [`#${edge.target}`] }),
    ...(edge.guard !== null && { cond: { type: 'xstate.guard', name: edge.guard } }),
    actions: v4Actions(edge.actions),
    internal: edge.target === null || (!edge.reenters && holds(source, edge.target)),
  };
};

const definitionOf = (state: ChartState): V4Definition => {
  const transitions = state.edges.map((edge) => v4Transition(state, edge));
  const initial = state.states.find(({ isInitial }) => isInitial)?.key;
  return {
    id: state.id,
    key: state.key,
    type: state.kind,
    ...(initial !== undefined && { initial }),
    history: false,
    ...(state.description !== null && { description: state.description }),
    states: Object.fromEntries(state.states.map((inner) => [inner.key, definitionOf(inner)])),
    on: Object.fromEntries(
      transitions.map(({ event }) => [event, transitions.filter((transition) => transition.event === event)]),
    ),
    transitions,
    entry: v4Actions(state.entry),
    exit: v4Actions(state.exit),
    activities: [],
    invoke: [],
    tags: [],
  };
};

/** The definition of a chart of ours; it has no final or history state, no `always` and no `invoke`. */
export const v4Definition = (machine: AnyStateMachine): V4Definition => definitionOf(graphOf(machine.root));
