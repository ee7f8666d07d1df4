import type { StateValue } from 'xstate';
import type { CompiledDefinition } from '../../machines/chart-definition.js';
import type { TimerEvent } from '../../machines/connection.event.js';
import type { Clock, Timer } from '../contract/clock.js';
import { attemptCall, reportThrown } from '../effects/attempt-call.js';
import { type Branch, decodeTable, type Place } from './compiled-table.js';

/** The types of what a chart has to do with. */
interface ChartKind {
  readonly value: StateValue;
  readonly context: object;
  readonly event: { readonly type: string };
  readonly command: unknown;
  readonly policy: unknown;
}

type Told<Kind extends ChartKind> = Kind['event'] | TimerEvent;

type Compiled<Kind extends ChartKind> = CompiledDefinition<
  Kind['context'],
  Kind['event'],
  Kind['command'],
  Kind['policy'],
  Kind['value']
>;

interface ReadTable<Kind extends ChartKind> extends Compiled<Kind> {
  readonly places: readonly Place[];
  readonly eventNumbers: ReadonlyMap<string, number>;
}

export const readTable = <Kind extends ChartKind>(compiled: Compiled<Kind>): ReadTable<Kind> => ({
  ...compiled,
  places: decodeTable(compiled.table, compiled.guards.length),
  eventNumbers: new Map(compiled.events.map((type, number) => [type, number])),
});

/** What charts share that run from one table under one policy. */
export interface TableRun<Kind extends ChartKind> extends ReadTable<Kind> {
  readonly policy: Kind['policy'];
  readonly clock: Clock;
}

interface Position<Kind extends ChartKind> {
  readonly value: Kind['value'];
  readonly context: Kind['context'];
}

interface TableHost<Kind extends ChartKind> {
  /** Left out where something else obeys. */
  obey?(command: Kind['command']): void;
  moved(position: Position<Kind>): void;
}

/** What a number of the table stands for. The table has no number that stands for nothing. */
export const entryOf = <Entry>(list: readonly Entry[], number: number): Entry => list[number] as Entry;

const TIMER_EVENT: TimerEvent = { type: 'timer' };

interface Happening<Kind extends ChartKind> {
  readonly number: number;
  readonly event: Told<Kind>;
}

/**
 * A chart that runs from a table, in the same way as XState: an event that arrives while another one is handled waits until
 * the end. The orders of a step are carried out, in order, after the step and the events that it raises; then the host is
 * told. A step that throws changes nothing: the error is reported, and the waiting events are handled.
 */
export class TableChart<
  Kind extends ChartKind,
  Run extends TableRun<Kind> = TableRun<Kind>,
  Host extends TableHost<Kind> = TableHost<Kind>,
> {
  protected readonly run: Run;
  protected readonly host: Host;
  #place = 0;
  #context: Kind['context'];
  /** As it was after the last step. A step makes one copy of it for all its changes. */
  #told: Kind['context'];
  /** The waiting timers; null if there are none. */
  #timers: Map<number, Timer> | null = null;
  /** The waiting events; null while no event is handled. */
  #waiting: Happening<Kind>[] | null = null;
  #isStopped = false;

  constructor(run: Run, context: Kind['context'], host: Host) {
    this.run = run;
    this.host = host;
    this.#context = context;
    this.#told = context;
  }

  get position(): Position<Kind> {
    return { value: entryOf(this.run.values, this.#place), context: this.#context };
  }

  send(event: Kind['event']): void {
    this.#take({ number: this.#numberOf(event), event });
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelTimers([]);
  }

  protected obey(command: Kind['command']): void {
    this.host.obey?.(command);
  }

  /** The orders of a step are carried out. It `hasChanged` if the chart is elsewhere, or a patch was made. */
  protected moved(hasChanged: boolean): void {
    if (hasChanged) attemptCall(() => this.host.moved(this.position));
  }

  /** An act that only charts of this kind have: what it orders, or the events that it raises. */
  protected perform?(
    act: number,
    context: Kind['context'],
    event: Told<Kind>,
    orders: (() => void)[],
    raised: Kind['event'][],
  ): void;

  /** The chart has an edge for every event there is. */
  #numberOf({ type }: Kind['event']): number {
    return this.run.eventNumbers.get(type) as number;
  }

  #take(happening: Happening<Kind>): void {
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

  #step(happening: Happening<Kind>): void {
    const before = this.#place;
    const told = this.#told;
    if (!entryOf(this.run.places, before).rows.has(happening.number)) return;
    const orders: (() => void)[] = [];
    try {
      const following = [happening];
      for (const next of following)
        for (const event of this.#follow(next, orders)) following.push({ number: this.#numberOf(event), event });
    } catch (error) {
      this.#place = before;
      this.#context = told;
      return reportThrown(error);
    }
    this.#told = this.#context;
    for (const order of orders) {
      if (this.#isStopped) return;
      try {
        order();
      } catch (error) {
        reportThrown(error);
      }
    }
    if (!this.#isStopped) this.moved(before !== this.#place || told !== this.#told);
  }

  /** Moves as the table says and collects what is to be done. Returns the raised events, which are to follow. */
  #follow({ number, event }: Happening<Kind>, orders: (() => void)[]): Kind['event'][] {
    const { places, guards, policy } = this.run;
    const raised: Kind['event'][] = [];
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

  /** The numbers of acts: first the timers to set, then the patches, the commands, and what only charts of this kind have. */
  #perform(number: number, event: Told<Kind>, orders: (() => void)[], raised: Kind['event'][]): void {
    const { delays, patches, commands, policy } = this.run;
    let act = number;
    if (act < delays.length) {
      const delayMs = entryOf(delays, act)(this.#context, policy);
      orders.push(() => this.#setTimer(number, delayMs));
      return;
    }
    act -= delays.length;
    if (act < patches.length) {
      const change = entryOf(patches, act)(this.#context, event, policy, undefined);
      if (this.#context === this.#told) this.#context = { ...this.#told };
      Object.assign(this.#context, change);
      return;
    }
    act -= patches.length;
    if (act < commands.length) {
      const command = entryOf(commands, act);
      orders.push(() => this.obey(command));
    } else this.perform?.(act - commands.length, this.#context, event, orders, raised);
  }

  #setTimer(timer: number, delayMs: number): void {
    const { clock, events } = this.run;
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
    this.run.clock.clearTimeout(running);
  }

  #forgetTimer(timer: number): void {
    this.#timers?.delete(timer);
    if (this.#timers?.size === 0) this.#timers = null;
  }
}
