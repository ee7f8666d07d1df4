import type { StateValue } from 'xstate';
import type { Clock } from '../contract/clock.js';
import type { ChartDefinition, ChartHost, DefinedChart } from './definition.js';
import { readTable, TableChart, type TableRun } from './table-chart.js';

interface Defined<Context, Event, Command, Policy> {
  readonly value: StateValue;
  readonly context: Context;
  readonly event: Event;
  readonly command: Command;
  readonly policy: Policy;
}

/** Runs charts of a definition from its table, without XState. */
export const runOnTable = <
  Context extends { readonly chatId: string },
  Event extends { readonly type: string },
  Command extends { readonly type: string },
  Policy,
>(
  { compiled, initialContext }: ChartDefinition<Context, Event, Command, Policy>,
  policy: Policy,
  clock: Clock,
) => {
  type Kind = Defined<Context, Event, Command, Policy>;
  const run: TableRun<Kind> = { ...readTable<Kind>(compiled), policy, clock };
  return (chatId: string, host: ChartHost<Context, Command>): DefinedChart<Context, Event> =>
    new TableChart<Kind>(run, initialContext(chatId), host);
};
