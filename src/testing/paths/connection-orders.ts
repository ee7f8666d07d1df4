import { type ExecutableActionObject, getMicrosteps } from 'xstate';
import type { ConnectionMachine } from '../../../machines/connection.machine.js';
import type { ConnectionEvent, SocketCommand } from '../../../machines/connection.types.js';
import type { ChartSnapshot } from '../../engine/chart.js';
import { createChartReader, eventTypeOf, type TimerOrder, unreadable } from './chart-reader.js';

/** What the chart of a connection orders besides timers. */
type ConnectionOrder =
  | { readonly type: 'socket.start' | 'socket.stop' | 'hint.discredit' }
  | { readonly type: 'socket.tell'; readonly command: SocketCommand };

export type ChartOrder = ConnectionOrder | TimerOrder<ConnectionEvent>;

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

/** Reads what XState answers for the chart of a connection. */
export const connectionReader = (machine: ConnectionMachine) =>
  createChartReader<ChartSnapshot, ConnectionEvent, ConnectionOrder>(
    {
      events: machine.events,
      microsteps: (before, event) => getMicrosteps(machine, before, event),
      transitions: (at, event) => machine.getTransitionData(at, event),
    },
    orderOf,
  );

const orderOf = (action: ExecutableActionObject): ConnectionOrder | null => {
  switch (action.type) {
    case 'xstate.sendTo':
      return { type: 'socket.tell', command: commandOf(eventTypeOf(action)) };
    case 'xstate.spawnChild':
      return { type: 'socket.start' };
    case 'xstate.stopChild':
      return { type: 'socket.stop' };
    case 'xstate.emit':
      return eventTypeOf(action) === 'offline.discredited' ? { type: 'hint.discredit' } : null;
    default:
      throw unreadable(action);
  }
};

const commandOf = (type: string): SocketCommand => {
  for (const command of Object.values(COMMANDS)) if (command.type === type) return command;
  throw new Error(`the socket was told ${type}, which it does not know`);
};
