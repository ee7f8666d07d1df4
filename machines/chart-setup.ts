import { assign, emit } from 'xstate';
import type { ChartNames } from './chart-definition.js';
import { mapped } from './mapped.js';

interface Asked<Context, Event> {
  readonly context: Context;
  readonly event: Event;
}

/** Guards under one policy, in the form that XState needs. */
export const guardsUnder = <Name extends string, Context, Event, Policy>(
  guards: Readonly<Record<Name, (context: Context, event: Event, policy: Policy) => boolean>>,
  policy: Policy,
) =>
  mapped(
    guards,
    (isSo) =>
      ({ context, event }: Asked<Context, Event>) =>
        isSo(context, event, policy),
  );

/** Delays, likewise. */
export const delaysUnder = <Name extends string, Context, Policy>(
  delays: Readonly<Record<Name, (context: Context, policy: Policy) => number>>,
  policy: Policy,
) =>
  mapped(
    delays,
    (delay) =>
      ({ context }: { readonly context: Context }) =>
        delay(context, policy),
  );

/** What XState is told of a chart's types. */
export interface ChartTypes<Context, Event, Command> {
  readonly context: Context;
  readonly events: Event;
  readonly emitted: Command;
  readonly input: { readonly chatId: string } | undefined;
}

/** The meaning of the names in a chart under one policy, in the form that XState needs. Its commands are emitted. */
export const setupOf = <
  Context extends { readonly chatId: string },
  Event extends { readonly type: string },
  Command extends { readonly type: string },
  Policy,
  GuardName extends string,
  DelayName extends string,
  PatchName extends string,
  CommandName extends string,
>(
  types: ChartTypes<Context, Event, Command>,
  {
    guards,
    delays,
    patches,
    commands,
  }: ChartNames<Context, Event, Command, Policy, GuardName, DelayName, PatchName, CommandName>,
  policy: Policy,
) => ({
  types,
  guards: guardsUnder<GuardName, Context, Event, Policy>(guards, policy),
  delays: delaysUnder(delays, policy),
  actions: {
    ...mapped(patches, (patch) =>
      assign<Context, Event, undefined, Event, never>(({ context, event }) => patch(context, event, policy, undefined)),
    ),
    ...mapped(commands, (command) => emit<Context, Event, undefined, Event, Command>(command)),
  },
});
