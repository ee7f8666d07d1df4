import type { ChatEventMap } from '../contract/events.js';
import { invalidValue } from '../domain/invalid-value.js';
import { attemptCall } from '../effects/attempt-call.js';
import { Roster } from './roster.js';

interface Registration {
  readonly fn: (event: never) => void;
  isActive: boolean;
}

/** By event; null while nobody listens. */
export type Rosters<Events> = Record<keyof Events, Roster<Registration> | null>;

/** Written out for each, never spread: with one hidden class for all, finding a message's listeners is one load. */
export const noRosters = (): Rosters<ChatEventMap> => ({
  message: null,
  open: null,
  close: null,
  failed: null,
  sent: null,
  undelivered: null,
});

const NOBODY: readonly Registration[] = [];

/** Listeners by event. If one throws, that is reported and does not affect the others (ME2). */
export class Listeners<Events> {
  readonly #rosters: Rosters<Events>;

  constructor(rosters: Rosters<Events>) {
    this.#rosters = rosters;
  }

  get isEmpty(): boolean {
    return Object.values<Roster<Registration> | null>(this.#rosters).every((roster) => roster?.isEmpty !== false);
  }

  on<Type extends keyof Events>(type: Type, fn: (event: Events[Type]) => void): () => void {
    const types = Object.keys(this.#rosters);
    if (!types.includes(String(type))) {
      throw invalidValue('ERR_INVALID_ARGUMENT', 'The event', `one of ${types.join(', ')}`, type);
    }
    checkFunction('The listener', fn);
    const roster = this.#rosters[type] ?? new Roster();
    this.#rosters[type] = roster;
    return roster.add({ fn, isActive: true });
  }

  /** Calls the listeners that are registered now; not those added or removed during the call. */
  emit<Type extends keyof Events>(type: Type, event: Events[Type]): void {
    for (const { fn, isActive } of this.#rosters[type]?.list ?? NOBODY) {
      if (isActive) attemptCall(fn as (event: Events[Type]) => void, event);
    }
  }

  clear(): void {
    for (const roster of Object.values<Roster<Registration> | null>(this.#rosters)) roster?.clear();
  }
}

export const checkFunction = (what: string, fn: unknown): void => {
  if (typeof fn !== 'function') throw invalidValue('ERR_INVALID_ARGUMENT', what, 'a function', fn);
};
