import { initialContext } from '../machines/connection.context.js';
import type { ConnectionContext, ConnectionEvent, ConnectionNotice } from '../machines/connection.types.js';
import { reportThrown } from './effects/turn.js';
import type { Runtime } from './runtime.js';
import { type ChartPosition, type ConnectionState, stateOf } from './snapshot.js';

export interface ChartObserver {
  noticed(notice: ConnectionNotice): void;
  /** The chart has moved, be it to where it was. */
  moved(previousState: ConnectionState): void;
}

type Actor = ReturnType<Runtime['createActor']>;

/** One chat's chart. It runs from the first that it is told until it is stopped, and goes on from there when it is told more. */
export class ChatChart {
  readonly #chatId: string;
  readonly #runtime: Runtime;
  readonly #observer: ChartObserver;
  /** Null while it is not running. */
  #actor: Actor | null = null;
  /** Where it was stopped. */
  #remembered: ConnectionContext | undefined;
  #position: ChartPosition;
  #state: ConnectionState = 'idle';

  constructor(chatId: string, runtime: Runtime, observer: ChartObserver) {
    this.#chatId = chatId;
    this.#runtime = runtime;
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

  /** Amid a transition the actor is ahead of what it has told. */
  get present(): ChartPosition {
    return this.#actor?.getSnapshot() ?? this.#position;
  }

  /** Runs it, if it does not yet: who inspects charts sees it from here on. */
  start(): Actor {
    this.#actor ??= this.#create();
    return this.#actor;
  }

  tell(event: ConnectionEvent): void {
    this.start().send(event);
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
    this.#remembered = context;
  }

  #create(): Actor {
    const actor = this.#runtime.createActor(this.#chatId, this.#remembered);
    actor.on('*', (notice) => this.#observer.noticed(notice));
    actor.subscribe({ next: (position) => this.#move(position), error: reportThrown });
    return actor.start();
  }

  #move(position: ChartPosition): void {
    const previousState = this.#state;
    this.#position = position;
    this.#state = stateOf(position.value);
    this.#observer.moved(previousState);
  }
}
