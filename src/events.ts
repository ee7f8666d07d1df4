import type { Failure } from '../machines/connection.types.js';
import { invalidValue } from './domain/invalid-value.js';
import { attemptCall } from './effects/turn.js';
import type { BlobLike, SendableData } from './effects/web-socket.js';

/** What a message holds: text, or binary data as the option `binaryType` says. */
export type MessageData = string | ArrayBuffer | BlobLike;

/** Why queued messages will not be sent (SD3). */
export type UndeliveredReason = 'expired' | 'released' | 'failed' | 'disposed';

/** A message as it was given to `send`. */
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
     * Then: how long ago that connection was last known alive, in ms: at its `close` if that was clean, else at its last
     * inbound frame or its opening. Fetch what was missed since.
     */
    readonly lostForMs: number | null;
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

const EVENT_TYPES: readonly string[] = ['message', 'open', 'close', 'failed', 'sent', 'undelivered'];

interface Registration {
  readonly fn: (event: never) => void;
  isActive: boolean;
}

/** Listeners by event. One that throws is reported and harms no other (ME2). */
export class Listeners {
  readonly #registrations = new Map<ChatEventType, readonly Registration[]>();

  get isEmpty(): boolean {
    return this.#registrations.size === 0;
  }

  on<Type extends ChatEventType>(type: Type, fn: ChatEventListener<Type>): () => void {
    if (!EVENT_TYPES.includes(type)) {
      throw invalidValue('ERR_INVALID_ARGUMENT', 'The event', `one of ${EVENT_TYPES.join(', ')}`, type);
    }
    checkFunction('The listener', fn);
    const registration: Registration = { fn, isActive: true };
    this.#registrations.set(type, [...this.#of(type), registration]);
    return () => {
      registration.isActive = false;
      const others = this.#of(type).filter((other) => other !== registration);
      if (others.length > 0) this.#registrations.set(type, others);
      else this.#registrations.delete(type);
    };
  }

  /** Calls those that listen now: not one that is added meanwhile, nor one that is removed. */
  emit<Type extends ChatEventType>(type: Type, event: ChatEventMap[Type]): void {
    for (const registration of this.#of(type)) {
      if (registration.isActive) attemptCall(() => (registration.fn as ChatEventListener<Type>)(event));
    }
  }

  clear(): void {
    for (const registration of [...this.#registrations.values()].flat()) registration.isActive = false;
    this.#registrations.clear();
  }

  #of(type: ChatEventType): readonly Registration[] {
    return this.#registrations.get(type) ?? [];
  }
}

export const checkFunction = (what: string, fn: unknown): void => {
  if (typeof fn !== 'function') throw invalidValue('ERR_INVALID_ARGUMENT', what, 'a function', fn);
};
