import type { StateValue } from 'xstate';
import type { TimerEvent } from './connection.event.js';

type Guard<Context, Event, Policy> = (context: Context, event: Event | TimerEvent, policy: Policy) => boolean;

/** In ms. */
type Delay<Context, Policy> = (context: Context, policy: Policy) => number;

type Patch<Context, Event, Policy> = (
  context: Context,
  event: Event | TimerEvent,
  policy: Policy,
  params: undefined,
) => Partial<Context>;

/** What the names in a chart mean: plain functions, and the commands that its host obeys. */
export interface ChartNames<
  Context,
  Event,
  Command,
  Policy,
  GuardName extends string = string,
  DelayName extends string = string,
  PatchName extends string = string,
  CommandName extends string = string,
> {
  readonly guards: Readonly<Record<GuardName, Guard<Context, Event, Policy>>>;
  readonly delays: Readonly<Record<DelayName, Delay<Context, Policy>>>;
  readonly patches: Readonly<Record<PatchName, Patch<Context, Event, Policy>>>;
  readonly commands: Readonly<Record<CommandName, Command>>;
}

/** A chart as a table, and what its numbers stand for. */
export interface CompiledDefinition<Context, Event, Command, Policy, Value = StateValue> {
  readonly table: string;
  readonly values: readonly Value[];
  readonly events: readonly string[];
  readonly guards: readonly Guard<Context, Event, Policy>[];
  /** Of each timer. */
  readonly delays: readonly Delay<Context, Policy>[];
  readonly patches: readonly Patch<Context, Event, Policy>[];
  readonly commands: readonly Command[];
}

/** A chart beside that of a connection, without an engine: its states as plain data, and what its names mean. */
export interface ChartDefinition<Context extends { readonly chatId: string }, Event, Command, Policy>
  extends ChartNames<Context, Event, Command, Policy> {
  /** For XState. */
  readonly chart: object;
  readonly initialContext: (chatId: string) => Context;
  /** The same chart for the engine without XState. */
  readonly compiled: CompiledDefinition<Context, Event, Command, Policy>;
}
