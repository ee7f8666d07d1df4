import type { Behaviour, FakePeer } from '../../src/testing/index.js';

interface Command {
  readonly id: number;
  readonly connect?: { readonly token?: string };
  readonly subscribe?: {
    readonly channel: string;
    readonly recover?: boolean;
    readonly epoch?: string;
    readonly offset?: number;
  };
  readonly publish?: { readonly channel: string; readonly data: unknown };
}

/** As much of a Centrifugo server as a chat needs: one channel with history and recovery, in its JSON protocol. */
export class PlayedCentrifugo {
  epoch = 'first';
  history: { readonly offset: number; readonly data: unknown }[] = [];
  /** How publications are answered: not at all, with an error, or with success. */
  answer: 'nothing' | 'ok' | { readonly code: number; readonly message: string; readonly temporary?: boolean } = 'ok';
  readonly tokens: (string | undefined)[] = [];
  readonly #peers = new Set<FakePeer>();

  readonly behaviour: Behaviour = (peer) =>
    peer.after(0, () => {
      if (peer.readyState !== 0) return;
      peer.accepts();
      peer.onMessage((data) => {
        for (const line of String(data).split('\n')) if (line !== '{}') this.#take(peer, JSON.parse(line));
      });
    });

  publish(data: unknown): void {
    const pub = { offset: this.history.length + 1, data };
    this.history.push(pub);
    for (const peer of this.#peers) if (peer.readyState === 1) this.#say(peer, { push: { channel: '42', pub } });
  }

  pings(): void {
    for (const peer of this.#peers) if (peer.readyState === 1) peer.sends('{}');
  }

  #take(peer: FakePeer, { id, connect, subscribe, publish }: Command): void {
    if (connect) {
      this.tokens.push(connect.token);
      this.#say(peer, { id, connect: { client: 'c', ping: 25, pong: true } });
    }
    if (subscribe) {
      this.#peers.add(peer);
      const { recover, epoch, offset = 0 } = subscribe;
      const recovered = recover === true && epoch === this.epoch;
      const publications = recovered ? this.history.slice(offset) : [];
      this.#say(peer, {
        id,
        subscribe: { recoverable: true, epoch: this.epoch, offset: this.history.length, recovered, publications },
      });
    }
    if (publish) {
      if (typeof this.answer === 'object') return this.#say(peer, { id, error: this.answer });
      this.publish(publish.data);
      if (this.answer === 'ok') this.#say(peer, { id, publish: {} });
    }
  }

  #say(peer: FakePeer, reply: object): void {
    peer.after(0, () => {
      if (peer.readyState === 1) peer.sends(JSON.stringify(reply));
    });
  }
}
