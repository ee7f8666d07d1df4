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
  /** The chart has made a transition, possibly to the same state. */
  moved(position: ChartPosition): void;
}

/** The running chart of one chat. */
export interface RunningChart {
  /** During a transition it is ahead of what the observer was told. */
  readonly position: ChartPosition;
  send(event: ConnectionEvent): void;
  /** Cancels its timers, ends its session, and accepts no further event. Must not be called during a transition. */
  stop(): void;
}

/** Runs a chat's chart: a new one, or an idle one that continues with its remembered context. */
export type ChartEngine = (
  chatId: string,
  remembered: ConnectionContext | undefined,
  observer: ChartObserver,
) => RunningChart;

/** Carries out what the chart tells its socket: one attempt, and the connection that results from it. */
export interface Session {
  obey(command: SocketCommand): void;
  end(): void;
}

/** Starts one session per attempt; `tell` reports its results to the chart. */
export type StartSession = (input: SocketInput, tell: (fact: ConnectionEvent) => void) => Session;

/** Makes the engine of a registry's charts. */
export type EngineFactory = (
  policy: ConnectionPolicy,
  startSession: StartSession,
  clock: Required<Clock>,
  inspect: InspectionObserver | undefined,
) => ChartEngine;
