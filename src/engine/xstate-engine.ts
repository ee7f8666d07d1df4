import { type ActorRefFrom, createActor, fromCallback } from 'xstate';
import * as commands from '../../machines/connection.commands.js';
import { type ConnectionMachine, createConnectionMachine } from '../../machines/connection.machine.js';
import { report } from '../../machines/connection.notices.js';
import type { ConnectionPolicy } from '../../machines/connection.policy.js';
import type {
  ConnectionContext,
  ConnectionEvent,
  SocketCommand,
  SocketInput,
} from '../../machines/connection.types.js';
import { mapped } from '../../machines/mapped.js';
import type { Clock } from '../contract/clock.js';
import type { InspectionObserver } from '../contract/options.js';
import { attemptCall, reportThrown } from '../effects/attempt-call.js';
import type {
  ChartEngine,
  ChartObserver,
  ChartPosition,
  EngineFactory,
  RunningChart,
  Session,
  StartSession,
} from './chart.js';
import { ChartClock } from './chart-clock.js';
import { inspectedBy } from './inspected-by.js';

/** Charts that run on XState and can be inspected. */
export const createXstateEngine: EngineFactory = (policy, startSession, clock, inspect) =>
  inspect ? inspectedEngine(policy, startSession, clock, inspect) : plainEngine(policy, startSession, clock);

/** Its sockets are XState actors, so that an inspector sees them. */
const inspectedEngine = (
  policy: ConnectionPolicy,
  startSession: StartSession,
  clock: Clock,
  inspect: InspectionObserver,
): ChartEngine => {
  const socket = fromCallback<SocketCommand, SocketInput>(({ input, receive, sendBack }) => {
    let isOver = false;
    const session = startSession(input, (fact) => {
      if (!isOver) sendBack(fact);
    });
    receive((command) => session.obey(command));
    return () => {
      isOver = true;
      session.end();
    };
  });
  const machine = createConnectionMachine(policy).provide({ actors: { socket } });
  return (chatId, remembered, observer) => {
    const actor = createActor(machine, {
      clock,
      ...inspectedBy(inspect),
      ...beginning(machine, chatId, remembered),
    });
    actor.on('*', (notice) => observer.noticed(notice));
    actor.subscribe({ next: (position) => observer.moved(position), error: reportThrown });
    actor.start();
    return {
      get position() {
        return actor.getSnapshot();
      },
      send: (event) => actor.send(event),
      stop: () => void actor.stop(),
    };
  };
};

/** Its sockets are not actors: to XState an actor costs more than the rest of an open chat, and nobody would see it. */
const plainEngine = (policy: ConnectionPolicy, startSession: StartSession, clock: Clock): ChartEngine => {
  const charts = new Map<string, PlainChart>();
  const { socketInput, ...plainCommands } = commands;
  const machine = createConnectionMachine(policy).provide({
    actions: {
      ...mapped(plainCommands, (command: SocketCommand) => ({ context }: { readonly context: ConnectionContext }) => {
        charts.get(context.chatId)?.order((chart) => chart.tellSession(command));
      }),
      spawnSocket: ({ context }) => {
        const input = socketInput(context);
        charts.get(context.chatId)?.order((chart) => chart.startSession(startSession, input));
      },
      hangUp: ({ context }) => charts.get(context.chatId)?.order((chart) => chart.hangUp()),
      report: ({ context, event }, params) => {
        const notice = report(context, event, policy, params);
        charts.get(context.chatId)?.order((chart) => chart.observer.noticed(notice));
      },
    },
  });
  return (chatId, remembered, observer) => {
    const chartClock = new ChartClock(clock);
    const actor = createActor(machine, { clock: chartClock, ...beginning(machine, chatId, remembered) });
    const chart = new PlainChart(actor, chartClock, observer, charts);
    charts.set(chatId, chart);
    actor.subscribe({ next: (position) => chart.moved(position), error: reportThrown });
    actor.start();
    return chart;
  };
};

/** How a chart starts: new, or idle with its remembered context. */
const beginning = (machine: ConnectionMachine, chatId: string, remembered: ConnectionContext | undefined) => ({
  id: chatId,
  input: { chatId },
  ...(remembered && { snapshot: machine.resolveState({ value: 'idle', context: remembered }) }),
});

type Order = (chart: PlainChart) => void;

/** XState decides the transition. Its orders are carried out afterwards, in order; then the observer is told. */
class PlainChart implements RunningChart {
  readonly observer: ChartObserver;
  readonly #actor: ActorRefFrom<ConnectionMachine>;
  readonly #clock: ChartClock;
  readonly #charts: Map<string, PlainChart>;
  #session: Session | null = null;
  #orders: Order[] = [];

  constructor(
    actor: ActorRefFrom<ConnectionMachine>,
    clock: ChartClock,
    observer: ChartObserver,
    charts: Map<string, PlainChart>,
  ) {
    this.#actor = actor;
    this.#clock = clock;
    this.observer = observer;
    this.#charts = charts;
  }

  get position(): ChartPosition {
    return this.#actor.getSnapshot();
  }

  send(event: ConnectionEvent): void {
    this.#actor.send(event);
  }

  /** XState would stop an actor with a transition: disposing of 100,000 chats would take seconds, for something nobody sees. */
  stop(): void {
    this.#clock.callOff();
    if (this.#charts.get(this.#actor.id) === this) this.#charts.delete(this.#actor.id);
    this.hangUp();
  }

  order(order: Order): void {
    this.#orders.push(order);
  }

  moved(position: ChartPosition): void {
    const orders = this.#orders;
    this.#orders = [];
    for (const order of orders) attemptCall(order, this);
    this.observer.moved(position);
  }

  startSession(startSession: StartSession, input: SocketInput): void {
    const session = startSession(input, (fact) => {
      if (this.#session === session) this.send(fact);
    });
    this.#session = session;
  }

  tellSession(command: SocketCommand): void {
    this.#session?.obey(command);
  }

  hangUp(): void {
    const session = this.#session;
    this.#session = null;
    session?.end();
  }
}
