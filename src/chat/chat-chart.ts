import { initialContext } from '../../machines/connection.context.js';
import type { ConnectionContext, ConnectionEvent, ConnectionNotice } from '../../machines/connection.types.js';
import type { ConnectionState } from '../contract/snapshot.js';
import type { ChartEngine, ChartObserver, ChartPosition, RunningChart } from '../engine/chart.js';
import { stateOf } from './snapshot-of.js';

export interface ChatChartObserver {
  noticed(notice: ConnectionNotice): void;
  /** The chart has made a transition, possibly to the same state. */
  moved(previousState: ConnectionState): void;
}

/** The chart of one chat. It runs from the first event until it is stopped, and continues from there at the next event. */
export class ChatChart implements ChartObserver {
  readonly #chatId: string;
  readonly #run: ChartEngine;
  readonly #observer: ChatChartObserver;
  /** Null while it is not running. */
  #running: RunningChart | null = null;
  /** The context with which it was stopped. */
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

  /** Where the chart is, or where it will continue. */
  get position(): ChartPosition {
    return this.#position;
  }

  /** During a transition the chart is ahead of what it has reported. */
  get present(): ChartPosition {
    return this.#running?.position ?? this.#position;
  }

  /** Starts the chart if it is not running. Inspectors see it from now on. */
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

  /** Must not be called during a transition. The chart can continue only from `idle`. */
  stop(): void {
    this.#running?.stop();
    this.#running = null;
    const { value, context } = this.#position;
    this.#position = { value, context };
    this.#remembered = context;
  }

  // Reports of the running chart.

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
