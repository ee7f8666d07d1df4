import { type EventObject, type ExecutableActionObject, type ExecutableActionsFrom, getMicrosteps } from 'xstate';
import { edgeOf } from '../../../machines/chart-edges.js';
import type { ConnectionMachine } from '../../../machines/connection.machine.js';
import type { ConnectionEvent, SocketCommand } from '../../../machines/connection.types.js';
import type { ChartSnapshot } from '../../engine/chart.js';

/** What the chart orders in the world around it. */
export type ChartOrder =
  | { readonly type: 'timer.set'; readonly id: string; readonly delayMs: number; readonly event: ConnectionEvent }
  | { readonly type: 'timer.clear'; readonly id: string }
  | { readonly type: 'socket.start' | 'socket.stop' | 'hint.discredit' }
  | { readonly type: 'socket.tell'; readonly command: SocketCommand };

/** What the chart does with one event: the given one, or one that it raised while handling it. */
export interface ChartStep {
  readonly chart: ChartSnapshot;
  readonly edges: readonly string[];
  readonly orders: readonly ChartOrder[];
}

const COMMANDS: { readonly [Type in SocketCommand['type']]: Extract<SocketCommand, { type: Type }> } = {
  'address.ask': { type: 'address.ask' },
  'slot.ask': { type: 'slot.ask' },
  'socket.dial': { type: 'socket.dial' },
  'quiet.watch': { type: 'quiet.watch' },
  'frame.watch': { type: 'frame.watch' },
  'ping.send': { type: 'ping.send' },
  'greeting.begin': { type: 'greeting.begin' },
  'goodbye.say': { type: 'goodbye.say', why: 'released' },
};

/**
 * Reads XState's results. XState's types describe only some of the listed actions and leave others as unknown. The unknown
 * ones are checked, and an unexpected form is an error: a timer that is never cleared, for example, would lead to impossible
 * worlds.
 */
export const createChartReader = (machine: ConnectionMachine) => {
  const known: ReadonlySet<string> = new Set<string>(machine.events);
  /** XState's types leave out the delayed events that it makes itself. It accepts them like the chart's own. */
  const isChartEvent = (event: EventObject): event is ConnectionEvent => known.has(event.type);
  const chartEvent = (event: EventObject): ConnectionEvent => {
    if (isChartEvent(event)) return event;
    throw new Error(`the chart raised ${event.type}, which it does not accept`);
  };

  const orderOf = (action: ExecutableActionsFrom<ConnectionMachine>, raised: ConnectionEvent[]): ChartOrder | null => {
    switch (action.type) {
      case 'xstate.raise': {
        const { id, delay: delayMs, event } = action.params;
        if (delayMs !== undefined)
          return { type: 'timer.set', id: textOf(id, action), delayMs, event: chartEvent(event) };
        raised.push(chartEvent(event));
        return null;
      }
      case 'xstate.sendTo':
        return { type: 'socket.tell', command: commandOf(action.params.event) };
      case 'xstate.spawnChild':
        return { type: 'socket.start' };
      default:
        return unlistedOrder(action);
    }
  };

  /** The steps that follow from an event, one for each event that is handled. */
  return (before: ChartSnapshot, event: ConnectionEvent): readonly ChartStep[] => {
    const raised = [event];
    let at = before;
    return getMicrosteps(machine, before, event).map(([chart, actions]) => {
      const taken = raised.shift();
      if (taken === undefined) throw new Error('the chart took more steps than there were events');
      const edges = machine.getTransitionData(at, taken).map(edgeOf);
      at = chart;
      const orders = actions.map((action) => orderOf(action, raised)).filter((order) => order !== null);
      return { chart, edges, orders };
    });
  };
};

/** Actions that are in XState's list but not in its type of the list. */
const unlistedOrder = (action: ExecutableActionObject): ChartOrder | null => {
  switch (action.type) {
    case 'xstate.cancel':
      return { type: 'timer.clear', id: textOf(fieldOf(action.params, 'sendId'), action) };
    case 'xstate.stopChild':
      return { type: 'socket.stop' };
    case 'xstate.emit':
      return textOf(fieldOf(fieldOf(action.params, 'event'), 'type'), action) === 'offline.discredited'
        ? { type: 'hint.discredit' }
        : null;
    default:
      throw unreadable(action);
  }
};

const commandOf = ({ type }: EventObject): SocketCommand => {
  for (const command of Object.values(COMMANDS)) if (command.type === type) return command;
  throw new Error(`the socket was told ${type}, which it does not know`);
};

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const textOf = (text: unknown, action: ExecutableActionObject): string => {
  if (typeof text === 'string') return text;
  throw unreadable(action);
};

const unreadable = ({ type }: ExecutableActionObject) => new Error(`XState lists ${type} in an unexpected form`);
