import type { EventObject, ExecutableActionObject } from 'xstate';
import { edgeOf } from '../../../machines/chart-edges.js';

/** A chart as XState answers for it. */
export interface AnsweringChart<Snapshot, Event extends EventObject> {
  /** The types of its events, those of its delays included. */
  readonly events: readonly string[];
  microsteps(before: Snapshot, event: Event): readonly (readonly [Snapshot, readonly ExecutableActionObject[]])[];
  transitions(at: Snapshot, event: Event): readonly Parameters<typeof edgeOf>[0][];
}

/** What every chart orders in the world around it. */
export type TimerOrder<Event> =
  | { readonly type: 'timer.set'; readonly id: string; readonly delayMs: number; readonly event: Event }
  | { readonly type: 'timer.clear'; readonly id: string };

/** What the chart does with one event: the given one, or one that it raised while handling it. */
export interface ChartStep<Snapshot, Event, Order> {
  readonly chart: Snapshot;
  readonly edges: readonly string[];
  readonly orders: readonly (Order | TimerOrder<Event>)[];
}

/**
 * Reads XState's results. XState's types describe only some of the listed actions and leave others as unknown: all are checked,
 * and an unexpected form is an error. A timer that is never cleared, for example, would lead to impossible worlds.
 * @param orderOf what an action orders that is neither of timers nor raises an event; null if nothing
 */
export const createChartReader = <Snapshot, Event extends EventObject, Order>(
  { events, microsteps, transitions }: AnsweringChart<Snapshot, Event>,
  orderOf: (action: ExecutableActionObject) => Order | null,
) => {
  const known: ReadonlySet<string> = new Set(events);
  /** XState's types leave out the delayed events that it makes itself. It accepts them like the chart's own. */
  const isChartEvent = (event: unknown): event is Event => known.has(String(fieldOf(event, 'type')));

  const anyOrderOf = (action: ExecutableActionObject, raised: Event[]): Order | TimerOrder<Event> | null => {
    const field = (name: string) => fieldOf(action.params, name);
    if (action.type === 'xstate.cancel') return { type: 'timer.clear', id: textOf(field('sendId'), action) };
    if (action.type !== 'xstate.raise') return orderOf(action);
    const [event, delayMs] = [field('event'), field('delay')];
    if (!isChartEvent(event)) throw unreadable(action);
    if (delayMs === undefined) {
      raised.push(event);
      return null;
    }
    if (typeof delayMs !== 'number') throw unreadable(action);
    return { type: 'timer.set', id: textOf(field('id'), action), delayMs, event };
  };

  /** The steps that follow from an event, one for each event that is handled. */
  return (before: Snapshot, event: Event): readonly ChartStep<Snapshot, Event, Order>[] => {
    const raised = [event];
    let at = before;
    return microsteps(before, event).map(([chart, actions]) => {
      const taken = raised.shift();
      if (taken === undefined) throw new Error('the chart took more steps than there were events');
      const edges = transitions(at, taken).map(edgeOf);
      at = chart;
      const orders = actions.map((action) => anyOrderOf(action, raised)).filter((order) => order !== null);
      return { chart, edges, orders };
    });
  };
};

/** The type of the event that an action emits or sends. */
export const eventTypeOf = (action: ExecutableActionObject): string =>
  textOf(fieldOf(fieldOf(action.params, 'event'), 'type'), action);

export const unreadable = ({ type }: ExecutableActionObject) => new Error(`XState lists ${type} in an unexpected form`);

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const textOf = (text: unknown, action: ExecutableActionObject): string => {
  if (typeof text === 'string') return text;
  throw unreadable(action);
};
