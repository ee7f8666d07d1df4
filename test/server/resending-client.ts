import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Cursor, ServerFrame } from '../../src/domain/delivery-frames.js';

/** A client that keeps to the protocol (PC1–PC7): it comes back, learns what arrived, sends the rest, and keeps its place in the log. */
export class ResendingClient {
  /** The data of all events, in the order of their delivery. */
  readonly delivered: unknown[] = [];
  /** The numbers that the server has acked, or counted in a welcome. */
  settled = 0;
  /** Why it must give up. */
  failure: string | undefined;
  readonly #sender: string;
  readonly #messages: readonly unknown[];
  #cursor: Cursor | null = null;
  #sent = 0;
  #window = 0;
  #socket: WebSocket | undefined;
  #waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  constructor(sender: string, messages: readonly unknown[]) {
    this.#sender = sender;
    this.#messages = messages;
  }

  /** One connection, until it ends. It begins the log at its start if `epoch` is given and it has not been there. */
  async connect(url: string, epoch?: string): Promise<void> {
    if (epoch !== undefined) this.#cursor ??= { epoch, seq: 0, tag: null };
    const socket = new WebSocket(url);
    this.#socket = socket;
    this.#window = 0;
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('error', () => undefined);
    socket.on('message', (data) => this.#receive(JSON.parse(data.toString()), socket));
    await Promise.race([once(socket, 'open').catch(() => undefined), closed]);
    if (socket.readyState === WebSocket.OPEN) {
      const senders = [{ id: this.#sender, acked: this.settled }];
      socket.send(JSON.stringify({ t: 'hello', v: 1, senders, cursor: this.#cursor }));
    }
    await closed;
  }

  /** Resolves once so many events were delivered, or it has failed. */
  async until(count: number): Promise<void> {
    if (this.delivered.length >= count || this.failure !== undefined) return;
    await new Promise<void>((resolve) => this.#waiting.push({ count, resolve }));
  }

  /** Ends the connection at once. */
  hangUp(): void {
    this.#socket?.terminate();
  }

  #receive(frame: ServerFrame, socket: WebSocket): void {
    if (frame.t === 'welcome') {
      const last = frame.last[this.#sender] ?? 0;
      if (frame.lost.length > 0) this.failure = `lost after ${last}, acked ${this.settled}`;
      if (frame.resume === 'gap') this.failure = `a gap: ${frame.why}`;
      this.settled = Math.max(this.settled, last);
      this.#sent = last;
      this.#window = Math.min(frame.window, 32);
    } else if (frame.t === 'ack') this.settled = Math.max(this.settled, frame.n);
    else if (frame.t === 'event') this.#deliver(frame);
    while (this.#window > 0 && this.#sent < Math.min(this.#messages.length, this.settled + this.#window)) {
      this.#sent += 1;
      socket.send(JSON.stringify({ t: 'msg', s: this.#sender, n: this.#sent, d: this.#messages[this.#sent - 1] }));
    }
    if (this.failure !== undefined) socket.terminate();
    const isReached = ({ count }: { readonly count: number }) =>
      this.delivered.length >= count || this.failure !== undefined;
    for (const { resolve } of this.#waiting.filter(isReached)) resolve();
    this.#waiting = this.#waiting.filter((waiting) => !isReached(waiting));
  }

  #deliver({ seq, tag, d }: Extract<ServerFrame, { t: 'event' }>): void {
    if (this.#cursor === null || seq !== this.#cursor.seq + 1) {
      this.failure = `event ${seq} after ${this.#cursor?.seq}`;
      return;
    }
    this.#cursor = { ...this.#cursor, seq, tag };
    this.delivered.push(d);
  }
}
