import type { Clock, Timer } from '../contract/clock.js';
import { CLOSED, type WebSocketLike } from '../contract/web-socket.js';

const TERMINATE_AFTER_MS = 2_000;

const ignore = () => undefined;

/**
 * Leaves sockets for good (LI4), in any `readyState` and without waiting for their `close` event, which may take minutes or
 * never come. If the socket can be terminated, it is terminated 2 s later, unless `cancel` was called.
 */
export class SocketCloser {
  readonly #clock: Clock;
  readonly #timers = new Set<Timer>();
  #isCancelled = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  close(socket: WebSocketLike): void {
    // Without a listener, an `error` of the `ws` package would be thrown.
    socket.addEventListener('error', ignore);
    try {
      socket.close(1000);
    } catch {
      // Nothing more can be done with it.
    }
    if (socket.terminate === undefined || this.#isCancelled) return;
    const timer = this.#clock.setTimeout(() => {
      this.#timers.delete(timer);
      if (socket.readyState !== CLOSED) socket.terminate?.();
    }, TERMINATE_AFTER_MS);
    this.#timers.add(timer);
  }

  /** Cancels the timers and sets no more: nothing happens after `dispose` (EN1). */
  cancel(): void {
    this.#isCancelled = true;
    for (const timer of this.#timers) this.#clock.clearTimeout(timer);
    this.#timers.clear();
  }
}
