import type { ConnectionEvent, ConnectionNotice } from '../machines/connection.types.js';
import { reportThrown } from './effects/turn.js';
import type { Runtime } from './runtime.js';
import { type ChartPosition, type ConnectionState, stateOf } from './snapshot.js';

export interface ChartObserver {
  noticed(notice: ConnectionNotice): void;
  /** The chart has moved, be it to where it was. */
  moved(previousState: ConnectionState): void;
}

type Actor = ReturnType<Runtime['createActor']>;

/** One chat's chart. Once started it runs until it is stopped, and goes on from there when it is told something. */
export class ChatChart {
  readonly #chatId: string;
  readonly #runtime: Runtime;
  readonly #observer: ChartObserver;
  /** Null while it is stopped. */
  #actor: Actor | null;
  #position: ChartPosition;
  #state: ConnectionState;

  constructor(chatId: string, runtime: Runtime, observer: ChartObserver) {
    this.#chatId = chatId;
    this.#runtime = runtime;
    this.#observer = observer;
    this.#actor = runtime.createActor(chatId);
    this.#position = this.#actor.getSnapshot();
    this.#state = stateOf(this.#position.value);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Where it is, or will go on from. */
  get position(): ChartPosition {
    return this.#position;
  }

  /** Amid a transition the actor is ahead of what it has told. */
  get present(): ChartPosition {
    return this.#actor?.getSnapshot() ?? this.#position;
  }

  /** The observer hears where it is. */
  start(): void {
    this.#actor ??= this.#runtime.createActor(this.#chatId, this.#position.context);
    this.#actor.on('*', (notice) => this.#observer.noticed(notice));
    this.#actor.subscribe({ next: (position) => this.#move(position), error: reportThrown });
    this.#actor.start();
  }

  tell(event: ConnectionEvent): void {
    if (this.#actor === null) this.start();
    this.tellIfRunning(event);
  }

  tellIfRunning(event: ConnectionEvent): void {
    this.#actor?.send(event);
  }

  /** Only in `idle`, where it has nothing to do, and not amid a transition: events that wait are dropped. */
  stop(): void {
    this.#actor?.stop();
    this.#actor = null;
    const { value, context } = this.#position;
    this.#position = { value, context };
  }

  #move(position: ChartPosition): void {
    const previousState = this.#state;
    this.#position = position;
    this.#state = stateOf(position.value);
    this.#observer.moved(previousState);
  }
}
