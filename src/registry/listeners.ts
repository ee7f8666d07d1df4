import type { ChatEventListener, ChatEventMap, ChatEventType } from '../contract/events.js';
import { invalidValue } from '../domain/invalid-value.js';
import { attemptCall } from '../effects/attempt-call.js';
import { Roster } from './roster.js';

interface Registration {
  readonly fn: (event: never) => void;
  isActive: boolean;
}

/** Null while nobody listens. */
type Rosters = Record<ChatEventType, Roster<Registration> | null>;

/** Written out for each, never spread: with one hidden class for all, finding a message's listeners is one load. */
const noRosters = (): Rosters => ({
  message: null,
  open: null,
  close: null,
  failed: null,
  sent: null,
  undelivered: null,
});

const NOBODY: readonly Registration[] = [];

const EVENT_TYPES: readonly string[] = Object.keys(noRosters());

/** Listeners by event. If one throws, that is reported and does not affect the others (ME2). */
export class Listeners {
  readonly #rosters = noRosters();

  get isEmpty(): boolean {
    return Object.values(this.#rosters).every((roster) => roster?.isEmpty !== false);
  }

  on<Type extends ChatEventType>(type: Type, fn: ChatEventListener<Type>): () => void {
    if (!EVENT_TYPES.includes(type)) {
      throw invalidValue('ERR_INVALID_ARGUMENT', 'The event', `one of ${EVENT_TYPES.join(', ')}`, type);
    }
    checkFunction('The listener', fn);
    const roster = this.#rosters[type] ?? new Roster();
    this.#rosters[type] = roster;
    return roster.add({ fn, isActive: true });
  }

  /** Calls the listeners that are registered now; not those added or removed during the call. */
  emit<Type extends ChatEventType>(type: Type, event: ChatEventMap[Type]): void {
    for (const { fn, isActive } of this.#rosters[type]?.list ?? NOBODY) {
      if (isActive) attemptCall(fn as ChatEventListener<Type>, event);
    }
  }

  clear(): void {
    for (const roster of Object.values(this.#rosters)) roster?.clear();
  }
}

export const checkFunction = (what: string, fn: unknown): void => {
  if (typeof fn !== 'function') throw invalidValue('ERR_INVALID_ARGUMENT', what, 'a function', fn);
};
