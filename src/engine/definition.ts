import type { StateValue } from 'xstate';
import type { ChartDefinition } from '../../machines/chart-definition.js';
import type { Clock } from '../contract/clock.js';

export type { ChartDefinition, CompiledDefinition } from '../../machines/chart-definition.js';

/** Who carries out what a chart decides. */
export interface ChartHost<Context, Command> {
  /** What it throws is reported, and goes no further. */
  obey(command: Command): void;
  /** A step is over in which the chart changed its state, or made a patch; its commands are obeyed. */
  moved(position: { readonly value: StateValue; readonly context: Context }): void;
}

export interface DefinedChart<Context, Event> {
  readonly position: { readonly value: StateValue; readonly context: Context };
  /** An event that comes while another is handled waits until that is done. */
  send(event: Event): void;
  /** Cancels its timers. The chart accepts no further event, and its host is told nothing more. */
  stop(): void;
}

/** Runs charts of one definition under one policy. The commands of a step are obeyed in order after it, then the host is told. */
export type RunDefinition = <
  Context extends { readonly chatId: string },
  Event extends { readonly type: string },
  Command extends { readonly type: string },
  Policy,
>(
  definition: ChartDefinition<Context, Event, Command, Policy>,
  policy: Policy,
  clock: Required<Clock>,
) => (chatId: string, host: ChartHost<Context, Command>) => DefinedChart<Context, Event>;
