import { socketInput } from '../../machines/connection.commands.js';
import {
  commands,
  delays,
  ends,
  events,
  guards,
  patches,
  reports,
  table,
  values,
} from '../../machines/connection.compiled.js';
import { initialContext } from '../../machines/connection.context.js';
import type { ChartEvent } from '../../machines/connection.event.js';
import { report } from '../../machines/connection.notices.js';
import type { ConnectionPolicy } from '../../machines/connection.policy.js';
import type {
  ConnectionContext,
  ConnectionEvent,
  SocketCommand,
  SocketInput,
} from '../../machines/connection.types.js';
import type { ChartObserver, ChartPosition, EngineFactory, RunningChart, Session, StartSession } from './chart.js';
import { entryOf, readTable, TableChart, type TableRun } from './table-chart.js';

// The numbers of acts that only these charts have: first what the chart names, by kind, then the engine's own.
const FIRST_REPORT = ends.length;
const HANG_UP = FIRST_REPORT + reports.length;

interface Connection {
  readonly value: ChartPosition['value'];
  readonly context: ConnectionContext;
  readonly event: ConnectionEvent;
  readonly command: SocketCommand;
  readonly policy: ConnectionPolicy;
}

const read = readTable<Connection>({
  table,
  // XState has {} for a region without states, although its type says undefined.
  values: values as readonly Connection['value'][],
  events,
  guards,
  delays,
  patches,
  commands,
});

interface ConnectionRun extends TableRun<Connection> {
  readonly startSession: StartSession;
}

/** Runs the charts of connections from a table, without XState. */
export const createCompiledEngine: EngineFactory = (policy, startSession, clock) => {
  const run: ConnectionRun = { ...read, policy, clock, startSession };
  return (chatId, remembered, observer) => new CompiledChart(run, remembered ?? initialContext(chatId), observer);
};

class CompiledChart extends TableChart<Connection, ConnectionRun, ChartObserver> implements RunningChart {
  #session: Session | null = null;

  override stop(): void {
    super.stop();
    this.#hangUp();
  }

  protected override obey(command: SocketCommand): void {
    this.#session?.obey(command);
  }

  protected override moved(): void {
    this.host.moved(this.position);
  }

  protected override perform(
    act: number,
    context: ConnectionContext,
    event: ChartEvent,
    orders: (() => void)[],
    raised: ConnectionEvent[],
  ): void {
    const { policy } = this.run;
    if (act < FIRST_REPORT) raised.push(entryOf(ends, act)(policy, event));
    else if (act < HANG_UP) {
      const notice = report(context, event, policy, { notice: entryOf(reports, act - FIRST_REPORT) });
      orders.push(() => this.host.noticed(notice));
    } else if (act === HANG_UP) orders.push(() => this.#hangUp());
    else {
      const input = socketInput(context);
      orders.push(() => this.#startSession(input));
    }
  }

  #startSession(input: SocketInput): void {
    const session = this.run.startSession(input, (fact) => {
      if (this.#session === session) this.send(fact);
    });
    this.#session = session;
  }

  #hangUp(): void {
    const session = this.#session;
    this.#session = null;
    session?.end();
  }
}
