import { vi } from 'vitest';
import { WebSocket } from 'ws';
import type { GatewayFrame } from './frames.js';

/** A real WebSocket in a chat that remembers what it got. */
export class TestClient {
  readonly frames: GatewayFrame[] = [];
  /** The close code. */
  readonly closed: Promise<number>;
  /** The reason of the close. */
  reason = '';
  /** The message of the error, of a handshake that was refused for instance. */
  readonly failed: Promise<string>;
  readonly #socket: WebSocket;

  constructor(
    gateway: { readonly url: string },
    chatId: string,
    query: Record<string, string>,
    { path = `/api/v1/chats/${chatId}/ws`, ...options }: { path?: string; origin?: string } = {},
  ) {
    this.#socket = new WebSocket(`${gateway.url.replace('http', 'ws')}${path}?${new URLSearchParams(query)}`, options);
    this.onFrame((frame) => this.frames.push(frame));
    this.closed = new Promise((resolve) =>
      this.#socket.on('close', (code, reason) => {
        this.reason = reason.toString();
        resolve(code);
      }),
    );
    this.failed = new Promise((resolve) => this.#socket.on('error', (error) => resolve(error.message)));
  }

  /** Calls `fn` for every frame from now on. */
  onFrame(fn: (frame: GatewayFrame) => void): void {
    this.#socket.on('message', (data) => fn(JSON.parse(data.toString()) as GatewayFrame));
  }

  /** All frames, once there are that many. */
  received(count: number): Promise<GatewayFrame[]> {
    return vi.waitFor(
      () => {
        if (this.frames.length < count) throw new Error(`got ${JSON.stringify(this.frames)}`);
        return this.frames;
      },
      { interval: 5, timeout: 5000 },
    );
  }

  send(frame: object): void {
    this.sendRaw(JSON.stringify(frame));
  }

  /** Gives up, whatever it is doing. */
  close(): void {
    this.#socket.terminate();
  }

  /** Reads nothing more, until `reads`. */
  stopsReading(): void {
    this.#socket.pause();
  }

  reads(): void {
    this.#socket.resume();
  }

  sendRaw(data: string | Buffer, options = {}): void {
    this.#socket.send(data, options);
  }
}
