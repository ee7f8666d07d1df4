import type { SnapshotFrom } from 'xstate';
import type { ConnectionMachine } from '../../machines/connection.machine.js';
import type { ConnectionPolicy } from '../../machines/connection.policy.js';
import type {
  ConnectionContext,
  ConnectionEvent,
  ConnectionNotice,
  SocketCommand,
  SocketInput,
} from '../../machines/connection.types.js';
import type { Clock } from '../contract/clock.js';
import type { InspectionObserver } from '../contract/options.js';

export type ChartSnapshot = SnapshotFrom<ConnectionMachine>;

/** Where a chart is, and what it remembers. */
export type ChartPosition = Pick<ChartSnapshot, 'value' | 'context'>;

export interface ChartObserver {
  noticed(notice: ConnectionNotice): void;
  /** The chart has moved, be it to where it was. */
  moved(position: ChartPosition): void;
}

/** One chat's chart that runs. */
export interface RunningChart {
  /** Amid a transition it is ahead of what the observer was told. */
  readonly position: ChartPosition;
  send(event: ConnectionEvent): void;
  /** Not during a transition: calls its timers off, ends its session, and takes nothing any more. */
  stop(): void;
}

/** Runs a chat's chart: a new one, or one that is idle and goes on with what it remembers. */
export type ChartEngine = (
  chatId: string,
  remembered: ConnectionContext | undefined,
  observer: ChartObserver,
) => RunningChart;

/** What does as the chart tells its socket: one attempt, and the connection that comes of it. */
export interface Session {
  obey(command: SocketCommand): void;
  end(): void;
}

/** Begins one for every attempt; what becomes of it is told to the chart. */
export type StartSession = (input: SocketInput, tell: (fact: ConnectionEvent) => void) => Session;

/** Makes the engine of a registry's charts. */
export type EngineFactory = (
  policy: ConnectionPolicy,
  startSession: StartSession,
  clock: Required<Clock>,
  inspect: InspectionObserver | undefined,
) => ChartEngine;
