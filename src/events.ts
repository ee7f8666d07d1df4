import type { Failure } from '../machines/connection.types.js';
import { invalidValue } from './domain/invalid-value.js';
import { attemptCall } from './effects/turn.js';
import type { BlobLike, SendableData } from './effects/web-socket.js';
import { Roster } from './roster.js';

/** What a message holds: text, or binary data as the option `binaryType` says. */
export type MessageData = string | ArrayBuffer | BlobLike;

/** Why queued messages will not be sent (SD3). `refused`: the open socket threw at it. */
export type UndeliveredReason = 'expired' | 'refused' | 'released' | 'failed' | 'disposed';

/** A message as it was queued: of a buffer or a view it has the copy that `send` made, of the same class. */
export interface OutgoingMessage {
  /** That of the receipt. */
  readonly id: number;
  readonly data: SendableData;
}

/** The events of a chat and their payloads. */
export interface ChatEventMap {
  /** A message arrived. */
  message: { readonly chatId: string; readonly data: MessageData };
  /** A connection opened. */
  open: {
    readonly chatId: string;
    readonly attempt: number;
    /** A connection was lost or replaced since the chat was last newly wanted. */
    readonly reconnected: boolean;
    /**
     * Then: how long ago that connection was last known alive, in ms, sleep included: at its `close` if that was clean,
     * else at its last inbound frame or its opening. Fetch what was missed since.
     */
    readonly lostForMs: number | null;
    /** The subprotocol that the server chose, as in the snapshot. */
    readonly protocol: string | null;
  };
  /** An open connection ended: by the peer, or by us (then 1000, clean, at once). */
  close: {
    readonly chatId: string;
    readonly code: number;
    readonly reason: string;
    readonly wasClean: boolean;
    readonly willRetry: boolean;
  };
  /** The chat gave up. */
  failed: { readonly chatId: string; readonly failure: Failure };
  /** A queued message was handed to the socket, which is not to say that it was received (SD4). */
  sent: { readonly chatId: string; readonly id: number; readonly data: SendableData };
  /** Queued messages that will not be sent (SD3). */
  undelivered: {
    readonly chatId: string;
    readonly messages: readonly OutgoingMessage[];
    readonly reason: UndeliveredReason;
  };
}

/** The names of the events. */
export type ChatEventType = keyof ChatEventMap;

/** What `on` calls; what it throws is reported as an uncaught error, and harms no other (ME2). */
export type ChatEventListener<Type extends ChatEventType> = (event: ChatEventMap[Type]) => void;

interface Registration {
  readonly fn: (event: never) => void;
  isActive: boolean;
}

/** Null as long as nobody listens. */
type Rosters = Record<ChatEventType, Roster<Registration> | null>;

/** Written anew for each, and never spread: where all have one hidden class, finding a message's listeners is a load. */
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

/** Listeners by event. One that throws is reported and harms no other (ME2). */
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

  /** Calls those that listen now: not one that is added meanwhile, nor one that is removed. */
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
