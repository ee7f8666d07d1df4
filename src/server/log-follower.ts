import type { Cursor } from '../domain/delivery-frames.js';
import type { Room } from './room.js';
import type { Outlet } from './server-socket.js';

const FIRST_PAGE = 64;
const MAX_PAGE = 256;

interface Following {
  readonly outlet: Outlet;
  readonly room: Room;
  /** The log no longer knows the cursor, or what comes after it. */
  readonly onGap: (gap: string) => void;
  readonly onError: (error: unknown) => void;
}

/** Sends the events after a cursor, each once, in order, as fast as the socket takes them (PS5, PS14). It keeps the cursor alone. */
export class LogFollower {
  readonly #following: Following;
  #cursor: Cursor;
  #pageSize = FIRST_PAGE;
  #isWoken = false;
  #isReading = false;
  #isStopped = false;

  constructor(from: Cursor, following: Following) {
    this.#cursor = from;
    this.#following = following;
  }

  wake(): void {
    this.#isWoken = true;
    if (!this.#isReading) void this.#follow();
  }

  stop(): void {
    this.#isStopped = true;
  }

  async #follow(): Promise<void> {
    this.#isReading = true;
    try {
      while (this.#isWoken && !this.#isStopped) await this.#sendPage();
    } catch (error) {
      if (!this.#isStopped) this.#following.onError(error);
      this.#isStopped = true;
    }
    this.#isReading = false;
  }

  async #sendPage(): Promise<void> {
    const { outlet, room, onGap } = this.#following;
    await outlet.drained();
    if (!outlet.isOpen) this.#isStopped = true;
    if (this.#isStopped) return;
    this.#isWoken = false;
    const page = await room.read(this.#cursor, this.#pageSize);
    if (this.#isStopped) return;
    if ('gap' in page) {
      this.#isStopped = true;
      onGap(page.gap);
      return;
    }
    let sent = 0;
    for (const { text, seq, tag } of page.events) {
      // The rest is read again once there is room for it: a page of this size was too much.
      if (outlet.isFull) break;
      outlet.send(text);
      this.#cursor = { epoch: this.#cursor.epoch, seq, tag };
      sent += 1;
    }
    const wasFullPage = page.events.length === this.#pageSize;
    if (sent < page.events.length) this.#pageSize = Math.max(1, sent);
    else if (wasFullPage && outlet.hasMuchRoom) this.#pageSize = Math.min(2 * this.#pageSize, MAX_PAGE);
    if (sent < page.events.length || wasFullPage) this.#isWoken = true;
  }
}
