import { CONNECTING, OPEN } from '../../src/contract/web-socket.js';
import type { DeliveryServer, ServerSocket } from '../../src/server/index.js';
import type { Behaviour, FakeGateway, FakePeer } from '../../src/testing/index.js';

/** The far end of a fake socket, in the hands of a delivery server. */
export class ServedPeer implements ServerSocket {
  readonly bufferedAmount = 0;
  /** Whether frames of the server get through. */
  isSilent = false;
  readonly #peer: FakePeer;
  readonly #onClose: (() => void)[] = [];

  constructor(peer: FakePeer) {
    this.#peer = peer;
  }

  get readyState(): number {
    return this.#peer.readyState;
  }

  on(event: 'message' | 'close' | 'error', listener: never): this {
    if (event === 'message')
      this.#peer.onMessage((data) => (listener as (data: unknown, isBinary: boolean) => void)(data, false));
    if (event === 'close') this.#onClose.push(listener);
    return this;
  }

  send(text: string, done: () => void): void {
    // As over a network: later, and in order.
    this.#peer.after(0, () => {
      if (!this.isSilent && this.#peer.readyState === OPEN) this.#peer.sends(text);
      done();
    });
  }

  close(code: number, reason: string): void {
    this.#peer.after(0, () => {
      if (this.#peer.readyState === OPEN) this.#peer.closes(code, reason);
      this.ended();
    });
  }

  ended(): void {
    for (const listener of this.#onClose.splice(0)) listener();
  }
}

/** Accepts, and leaves the connection to the server of the moment. */
export const servedBy =
  (
    gateway: () => FakeGateway,
    server: () => DeliveryServer,
    user: string,
    onServed: (served: ServedPeer) => void,
  ): Behaviour =>
  (peer) =>
    peer.after(0, () => {
      if (peer.readyState !== CONNECTING) return;
      peer.accepts();
      const served = new ServedPeer(peer);
      gateway()
        .sockets.find((socket) => socket.peer === peer)
        ?.addEventListener('close', () => served.ended());
      const chatId = decodeURIComponent(new URL(peer.url).pathname.split('/').at(-2) ?? '');
      onServed(served);
      server().accept(served, { chatId, user });
    });
