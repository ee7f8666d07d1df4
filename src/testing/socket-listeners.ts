import type { SocketEventMap } from '../contract/web-socket.js';

/** The names of a socket's events. */
export type SocketEventType = keyof SocketEventMap;

/** A listener of a socket; `SocketEventMap` says what it may read. */
// biome-ignore lint/suspicious/noExplicitAny: as in WebSocketLike: SocketEventMap says what a listener may read.
export type SocketListener = (event: any) => void;

const TYPES: readonly SocketEventType[] = ['open', 'message', 'error', 'close'];

/**
 * The listeners of one socket, called like those of an `EventTarget`: in order, each once; an error in one does not affect
 * the others.
 */
export class SocketListeners {
  readonly #listeners = new Map<SocketEventType, Set<SocketListener>>(TYPES.map((type) => [type, new Set()]));
  readonly #handlers = new Map<SocketEventType, { handler: SocketListener; listener: SocketListener }>();
  readonly #reportError: (error: unknown) => void;

  constructor(reportError: (error: unknown) => void) {
    this.#reportError = reportError;
  }

  add(type: SocketEventType, listener: SocketListener): void {
    this.#listeners.get(type)?.add(listener);
  }

  remove(type: SocketEventType, listener: SocketListener): void {
    this.#listeners.get(type)?.delete(listener);
  }

  handler(type: SocketEventType): SocketListener | null {
    return this.#handlers.get(type)?.handler ?? null;
  }

  /** The `on…` property. A new handler keeps the place of the first one that was set. */
  setHandler(type: SocketEventType, handler: SocketListener | null): void {
    const present = this.#handlers.get(type);
    if (handler === null) {
      if (present !== undefined) this.remove(type, present.listener);
      this.#handlers.delete(type);
    } else if (present !== undefined) {
      present.handler = handler;
    } else {
      const entry = { handler, listener: (event: unknown) => entry.handler(event) };
      this.#handlers.set(type, entry);
      this.add(type, entry.listener);
    }
  }

  dispatch(type: SocketEventType, event: unknown): void {
    const listeners = this.#listeners.get(type) ?? new Set<SocketListener>();
    for (const listener of [...listeners]) {
      if (!listeners.has(listener)) continue;
      try {
        listener(event);
      } catch (error) {
        this.#reportError(error);
      }
    }
  }

  count(type?: SocketEventType): number {
    const types = type === undefined ? TYPES : [type];
    return types.reduce((sum, each) => sum + (this.#listeners.get(each)?.size ?? 0), 0);
  }
}
