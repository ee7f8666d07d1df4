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
import type { ChartEvent, TimerEvent } from '../../machines/connection.event.js';
import { report } from '../../machines/connection.notices.js';
import type { ConnectionPolicy } from '../../machines/connection.policy.js';
import type { ConnectionContext, ConnectionEvent } from '../../machines/connection.types.js';
import type { Clock, Timer } from '../contract/clock.js';
import { reportThrown } from '../effects/attempt-call.js';
import type { ChartObserver, ChartPosition, EngineFactory, RunningChart, Session, StartSession } from './chart.js';
import { type Branch, decodeTable } from './compiled-table.js';

// The numbers of acts: first the engine's own, then the timers to set, then what the chart names, by kind.
const HANG_UP = 0;
const FIRST_TIMER = 2;
const FIRST_PATCH = FIRST_TIMER + delays.length;
const FIRST_COMMAND = FIRST_PATCH + patches.length;
const FIRST_END = FIRST_COMMAND + commands.length;
const FIRST_REPORT = FIRST_END + ends.length;

const places = decodeTable(table, guards.length);
const eventNumbers: ReadonlyMap<string, number> = new Map(events.map((type, number) => [type, number]));

/** What a number of the table stands for. The table has no number that stands for nothing. */
const entryOf = <Entry>(list: readonly Entry[], number: number): Entry => list[number] as Entry;

/** The chart has an edge for every event there is. */
const numberOf = (type: ConnectionEvent['type']): number => eventNumbers.get(type) as number;

const TIMER_EVENT: TimerEvent = { type: 'timer' };

/** What the charts of a registry share. */
interface Shared {
  readonly policy: ConnectionPolicy;
  readonly startSession: StartSession;
  readonly clock: Required<Clock>;
}

interface Happening {
  readonly number: number;
  readonly event: ChartEvent;
}

/**
 * Runs charts from a table, in the same way as XState: an event that arrives while another one is handled waits until the
 * end. The orders of a step are carried out, in order, after the step and the events that it raises; then the observer is
 * told. A step that throws changes nothing: the error is reported, and the waiting events are handled.
 */
export const createCompiledEngine: EngineFactory = (policy, startSession, clock) => {
  const shared: Shared = { policy, startSession, clock };
  return (chatId, remembered, observer) => new CompiledChart(shared, remembered ?? initialContext(chatId), observer);
};

class CompiledChart implements RunningChart {
  readonly #shared: Shared;
  readonly #observer: ChartObserver;
  #place = 0;
  #context: ConnectionContext;
  /** What the observer was told. A step makes one copy of it for all its changes. */
  #told: ConnectionContext;
  #session: Session | null = null;
  /** The waiting timers; null if there are none. */
  #timers: Map<number, Timer> | null = null;
  /** The waiting events; null while no event is handled. */
  #waiting: Happening[] | null = null;
  #isStopped = false;

  constructor(shared: Shared, context: ConnectionContext, observer: ChartObserver) {
    this.#shared = shared;
    this.#context = context;
    this.#told = context;
    this.#observer = observer;
  }

  get position(): ChartPosition {
    // XState has {} for a region without states, although its type says undefined.
    return { value: values[this.#place] as ChartPosition['value'], context: this.#context };
  }

  send(event: ConnectionEvent): void {
    this.#take({ number: numberOf(event.type), event });
  }

  stop(): void {
    this.#isStopped = true;
    this.#session?.end();
    this.#session = null;
    this.#cancelTimers([]);
  }

  #take(happening: Happening): void {
    if (this.#waiting !== null) {
      this.#waiting.push(happening);
      return;
    }
    const waiting = [happening];
    this.#waiting = waiting;
    for (const next of waiting) {
      if (this.#isStopped) break;
      this.#step(next);
    }
    this.#waiting = null;
  }

  #step(happening: Happening): void {
    if (!entryOf(places, this.#place).rows.has(happening.number)) return;
    const before = this.#place;
    const orders: (() => void)[] = [];
    try {
      const following = [happening];
      for (const next of following) following.push(...this.#follow(next, orders));
    } catch (error) {
      this.#place = before;
      this.#context = this.#told;
      return reportThrown(error);
    }
    this.#told = this.#context;
    for (const order of orders) {
      try {
        order();
      } catch (error) {
        reportThrown(error);
      }
    }
    this.#observer.moved(this.position);
  }

  /** Moves as the table says and collects what is to be done. Returns the raised events, which are to follow. */
  #follow({ number, event }: Happening, orders: (() => void)[]): Happening[] {
    const { policy } = this.#shared;
    const raised: Happening[] = [];
    const row = entryOf(places, this.#place).rows.get(number);
    if (row === undefined) return raised;
    let branch: Branch = row;
    while (branch.length === 3) {
      const [guard, no, yes] = branch;
      branch = entryOf(guards, guard)(this.#context, event, policy) ? yes : no;
    }
    const [place, acts] = branch;
    if (place !== this.#place) {
      const { timers } = entryOf(places, place);
      orders.push(() => this.#cancelTimers(timers));
    }
    this.#place = place;
    for (const act of acts) this.#perform(act, event, orders, raised);
    return raised;
  }

  #perform(act: number, event: ChartEvent, orders: (() => void)[], raised: Happening[]): void {
    const { policy, startSession } = this.#shared;
    if (act === HANG_UP) orders.push(() => this.#hangUp());
    else if (act < FIRST_TIMER) {
      const input = socketInput(this.#context);
      orders.push(() => {
        const session = startSession(input, (fact) => {
          if (this.#session === session) this.send(fact);
        });
        this.#session = session;
      });
    } else if (act < FIRST_PATCH) {
      const timer = act - FIRST_TIMER;
      const delayMs = entryOf(delays, timer)(this.#context, policy);
      orders.push(() => this.#setTimer(timer, delayMs));
    } else if (act < FIRST_COMMAND) {
      const change = entryOf(patches, act - FIRST_PATCH)(this.#context, event, policy, undefined);
      if (this.#context === this.#told) this.#context = { ...this.#told };
      Object.assign(this.#context, change);
    } else if (act < FIRST_END) {
      const command = entryOf(commands, act - FIRST_COMMAND);
      orders.push(() => this.#session?.obey(command));
    } else if (act < FIRST_REPORT) {
      const end = entryOf(ends, act - FIRST_END)(policy, event);
      raised.push({ number: numberOf(end.type), event: end });
    } else {
      const notice = report(this.#context, event, policy, { notice: entryOf(reports, act - FIRST_REPORT) });
      orders.push(() => this.#observer.noticed(notice));
    }
  }

  #hangUp(): void {
    const session = this.#session;
    this.#session = null;
    session?.end();
  }

  #setTimer(timer: number, delayMs: number): void {
    const { clock } = this.#shared;
    this.#cancelTimer(timer);
    const fire = () => {
      this.#forgetTimer(timer);
      this.#take({ number: events.length + timer, event: TIMER_EVENT });
    };
    this.#timers ??= new Map();
    this.#timers.set(timer, clock.setTimeout(fire, delayMs));
  }

  /** Cancels all timers except these. */
  #cancelTimers(kept: readonly number[]): void {
    for (const timer of this.#timers?.keys() ?? []) if (!kept.includes(timer)) this.#cancelTimer(timer);
  }

  #cancelTimer(timer: number): void {
    const running = this.#timers?.get(timer);
    if (running === undefined) return;
    this.#forgetTimer(timer);
    this.#shared.clock.clearTimeout(running);
  }

  #forgetTimer(timer: number): void {
    this.#timers?.delete(timer);
    if (this.#timers?.size === 0) this.#timers = null;
  }
}
