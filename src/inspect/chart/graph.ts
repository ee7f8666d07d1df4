import type { AnyStateNode } from 'xstate';
import { edgeOf } from '../../../machines/chart-edges.js';

/** One guarded branch of one event of one state. */
export interface ChartEdge {
  /** `<source id> | <event type> | <branch>`: what coverage and inspection call it. */
  readonly id: string;
  /** The name of the event; null for a delay. */
  readonly event: string | null;
  /** The name of the delay after which it is taken; null for an event. */
  readonly delay: string | null;
  readonly guard: string | null;
  /** Its place, from 1, in the order in which the branches of its event are tried, and how many they are. */
  readonly branch: number;
  readonly branches: number;
  /** The id of the state it enters; null if it enters none. */
  readonly target: string | null;
  /** The name of that state. */
  readonly targetKey: string | null;
  /** It leaves and enters its own state. */
  readonly reenters: boolean;
  readonly actions: readonly string[];
}

/** A state of the chart, with what is in it and what leaves it. */
export interface ChartState {
  readonly id: string;
  /** Where it is, as in a state value: `open.liveness.probing`; empty for the chart itself. */
  readonly path: string;
  readonly key: string;
  readonly kind: 'atomic' | 'compound' | 'parallel';
  readonly description: string | null;
  /** Its parent begins in it. */
  readonly isInitial: boolean;
  readonly entry: readonly string[];
  readonly exit: readonly string[];
  readonly edges: readonly ChartEdge[];
  readonly states: readonly ChartState[];
}

interface Action {
  readonly type: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** `hangUp`, or with what it is told: `report(probe.sent)`. The timers that XState makes of delays are left out. */
const namesOf = (actions: readonly unknown[]): string[] =>
  actions
    .map((action): Action => (typeof action === 'string' ? { type: action } : (action as Action)))
    .filter(({ type }) => !type.startsWith('xstate.'))
    .map(({ type, params }) => (params === undefined ? type : `${type}(${Object.values(params).join(', ')})`));

const guardOf = (guard: unknown): string | null => (guard === undefined ? null : namesOf([guard]).join());

const delayOf = (source: AnyStateNode, eventType: string): string | null => {
  const delayed = source.after.find((transition) => transition.eventType === eventType);
  return delayed === undefined ? null : String(delayed.delay);
};

const leaving = (source: AnyStateNode): ChartEdge[] =>
  [...source.transitions].flatMap(([eventType, branches]) => {
    const delay = delayOf(source, eventType);
    return branches.map((transition, index) => ({
      id: edgeOf(transition),
      event: delay === null ? eventType : null,
      delay,
      guard: guardOf(transition.guard),
      branch: index + 1,
      branches: branches.length,
      target: transition.target?.[0]?.id ?? null,
      targetKey: transition.target?.[0]?.key ?? null,
      reenters: transition.reenter,
      actions: namesOf(transition.actions),
    }));
  });

/** A state node of a machine, as a plain tree: `graphOf(connectionMachine.root)` is the whole chart. */
export const graphOf = (node: AnyStateNode): ChartState => ({
  id: node.id,
  path: node.path.join('.'),
  key: node.key,
  kind: node.type === 'parallel' || node.type === 'compound' ? node.type : 'atomic',
  description: node.description ?? null,
  isInitial: node.parent?.initial?.target.includes(node) ?? false,
  entry: namesOf(node.entry),
  exit: namesOf(node.exit),
  edges: leaving(node),
  states: Object.values(node.states).map(graphOf),
});

/** A state and all that is in it, outermost first. */
export const statesIn = (state: ChartState): ChartState[] => [state, ...state.states.flatMap(statesIn)];
