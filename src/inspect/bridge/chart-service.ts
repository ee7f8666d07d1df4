import type { AnyEventObject } from 'xstate';
import type { V4Definition } from './v4-definition.js';
import { type V4Event, type V4State, v4Event } from './v4-state.js';

/** A chart of a chat in the shape of a service of XState 4, as far as `@xstate/inspect` looks at one. */
export interface XstateInspectService {
  /** The chat's; of its delivery, `delivery` and the chat's. */
  readonly id: string;
  readonly sessionId: string;
  /** The chart, as a definition of XState 4. */
  readonly machine: { readonly definition: object };
  readonly initialState: object;
  /** Where the chart is, as a state of XState 4. */
  readonly state: object;
  /**
   * Does nothing, since an inspector must not drive a chart. What an inspector puts in its place, to learn of events, is
   * called with every event before the chart takes it.
   */
  send: (event: never) => unknown;
  /** Calls `fn` with the state, now and after every event. */
  subscribe(fn: (state: object) => void): { unsubscribe(): void };
  /** Calls `fn` once the chart has stopped. */
  onStop(fn: () => void): unknown;
}

type Witness = (event: V4Event) => unknown;

export class ChartService implements XstateInspectService {
  readonly id: string;
  readonly sessionId: string;
  readonly machine: { readonly definition: V4Definition; toJSON(): V4Definition };
  readonly initialState: V4State;
  readonly #witnesses: Witness[] = [];
  readonly #listeners = new Set<(state: V4State) => void>();
  readonly #stopListeners = new Set<() => void>();
  #state: V4State;

  constructor(id: string, definition: V4Definition, state: V4State) {
    this.id = id;
    this.sessionId = state._sessionid;
    this.machine = { definition, toJSON: () => definition };
    this.initialState = state;
    this.#state = state;
  }

  get state(): V4State {
    return this.#state;
  }

  get send(): () => V4State {
    return () => this.#state;
  }

  set send(witness: Witness) {
    this.#witnesses.push(witness);
  }

  subscribe(fn: (state: V4State) => void) {
    this.#listeners.add(fn);
    fn(this.#state);
    return { unsubscribe: () => void this.#listeners.delete(fn) };
  }

  onStop(fn: () => void): void {
    this.#stopListeners.add(fn);
  }

  /** The chart is about to take the event. */
  hear(event: AnyEventObject): void {
    for (const witness of this.#witnesses) witness(v4Event(event));
  }

  move(state: V4State): void {
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  stop(): void {
    for (const listener of this.#stopListeners) listener();
    this.#listeners.clear();
    this.#stopListeners.clear();
    this.#witnesses.length = 0;
  }
}
