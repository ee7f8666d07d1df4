import type { Duplex } from 'node:stream';
import { refuseUpgrade } from './refuse-upgrade.js';

/** What becomes of a handshake: it is completed, answered with 503, or left without an answer. */
export type HandshakeManner = 'accepted' | 'refused' | 'hung';

interface HungHandshake {
  readonly accept: () => void;
  readonly letGo: () => void;
}

/** Decides what becomes of each handshake. */
export class Handshakes {
  readonly #hung = new Map<Duplex, HungHandshake>();
  #manner: HandshakeManner = 'accepted';

  /** From now on; those that hang are decided anew. */
  become(manner: HandshakeManner): void {
    this.#manner = manner;
    for (const [socket, { accept, letGo }] of [...this.#hung]) {
      this.#hung.delete(socket);
      letGo();
      this.decide(socket, accept);
    }
  }

  decide(socket: Duplex, accept: () => void): void {
    if (this.#manner === 'accepted') accept();
    else if (this.#manner === 'refused') refuseUpgrade(socket, 503);
    else this.#hang(socket, accept);
  }

  /** How many hang now. */
  get hung(): number {
    return this.#hung.size;
  }

  /** Ends those that hang. */
  destroyHung(): void {
    for (const socket of this.#hung.keys()) socket.destroy();
    this.#hung.clear();
  }

  #hang(socket: Duplex, accept: () => void): void {
    const giveUp = () => {
      this.#hung.delete(socket);
      socket.destroy();
    };
    // That a client gave up shows only to those who read; before an answer it sends nothing.
    socket.on('error', giveUp).on('end', giveUp).resume();
    this.#hung.set(socket, { accept, letGo: () => socket.off('error', giveUp).off('end', giveUp).pause() });
  }
}
