import { initialContext } from '../../machines/connection.context.js';
import type { ConnectionContext, ConnectionEvent, ConnectionNotice } from '../../machines/connection.types.js';
import type { ConnectionState } from '../contract/snapshot.js';
import type { ChartEngine, ChartObserver, ChartPosition, RunningChart } from '../engine/chart.js';
import { stateOf } from './snapshot-of.js';

export interface ChatChartObserver {
  noticed(notice: ConnectionNotice): void;
  /** The chart has moved, be it to where it was. */
  moved(previousState: ConnectionState): void;
}

/** One chat's chart. It runs from the first that it is told until it is stopped, and goes on from there when it is told more. */
export class ChatChart implements ChartObserver {
  readonly #chatId: string;
  readonly #run: ChartEngine;
  readonly #observer: ChatChartObserver;
  /** Null while it is not running. */
  #running: RunningChart | null = null;
  /** Where it was stopped. */
  #remembered: ConnectionContext | undefined;
  #position: ChartPosition;
  #state: ConnectionState = 'idle';

  constructor(chatId: string, run: ChartEngine, observer: ChatChartObserver) {
    this.#chatId = chatId;
    this.#run = run;
    this.#observer = observer;
    this.#position = { value: 'idle', context: initialContext(chatId) };
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Where it is, or will go on from. */
  get position(): ChartPosition {
    return this.#position;
  }

  /** Amid a transition the chart is ahead of what it has told. */
  get present(): ChartPosition {
    return this.#running?.position ?? this.#position;
  }

  /** Runs it, if it does not yet: who inspects charts sees it from here on. */
  start(): RunningChart {
    this.#running ??= this.#run(this.#chatId, this.#remembered, this);
    return this.#running;
  }

  tell(event: ConnectionEvent): void {
    this.start().send(event);
  }

  tellIfRunning(event: ConnectionEvent): void {
    this.#running?.send(event);
  }

  /** Not during a transition. It can go on from `idle` only. */
  stop(): void {
    this.#running?.stop();
    this.#running = null;
    const { value, context } = this.#position;
    this.#position = { value, context };
    this.#remembered = context;
  }

  // What the running chart tells.

  noticed(notice: ConnectionNotice): void {
    this.#observer.noticed(notice);
  }

  moved(position: ChartPosition): void {
    const previousState = this.#state;
    this.#position = position;
    this.#state = stateOf(position.value);
    this.#observer.moved(previousState);
  }
}
