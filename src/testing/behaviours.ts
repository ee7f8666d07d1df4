import { CONNECTING, type SendableData } from '../contract/web-socket.js';
import type { FakePeer } from './fake-peer.js';

/**
 * What a fake gateway does with a new socket. It is called inside the constructor, with the socket's far end. Each behaviour
 * below is the complete behaviour of one peer; any function can be one.
 */
export type Behaviour = (peer: FakePeer) => void;

/** When a peer acts. */
export interface Delay {
  /** Milliseconds on the gateway's clock. Default 0: in the next task. */
  readonly afterMs?: number;
}

/** Accepts the handshake. The default of a fake gateway. */
export function accepts({ afterMs = 0, protocol }: Delay & { readonly protocol?: string } = {}): Behaviour {
  return (peer) => whileConnecting(peer, afterMs, () => peer.accepts({ protocol }));
}

/** Refuses the handshake: `error`, then `close` 1006, with microtasks in between. */
export function refuses({ afterMs = 0 }: Delay = {}): Behaviour {
  return (peer) => peer.refusesAfter(afterMs);
}

/** Never answers the handshake. */
export function hangs(): Behaviour {
  return () => {};
}

/** Fails the handshake with `error` and without `close`. `readyState` is then 3 (default), or stays 0 as in Node 20 and 22. */
export function failsWithErrorOnly({
  afterMs = 0,
  readyState = 3,
}: Delay & { readonly readyState?: 0 | 3 } = {}): Behaviour {
  return (peer) => whileConnecting(peer, afterMs, () => peer.failsWithErrorOnly({ readyState }));
}

/** The constructor throws `error`, and no socket is made. */
export function throwsOnConstruction(error: unknown): Behaviour {
  return () => {
    throw error;
  };
}

/** Accepts, and closes `afterMs` later with this code and reason. */
export function acceptsThenCloses(code: number, reason = '', { afterMs = 0 }: Delay = {}): Behaviour {
  return acceptsThen((peer) => peer.after(afterMs, () => peer.closes(code, reason)));
}

/** Accepts, and the connection breaks `afterMs` later. */
export function acceptsThenDrops({ afterMs = 0 }: Delay = {}): Behaviour {
  return acceptsThen((peer) => peer.after(afterMs, () => peer.drops()));
}

/** Accepts, then answers nothing, not even a Close. */
export function goesSilent(): Behaviour {
  return acceptsThen((peer) => peer.goesSilent());
}

/** Accepts, and answers each message for which `isPing` returns true with `pong`, `afterMs` later. */
export function answersPings(
  isPing: (data: SendableData) => boolean,
  pong: string | ArrayBuffer | ArrayBufferView,
  { afterMs = 0 }: Delay = {},
): Behaviour {
  return acceptsThen((peer) =>
    peer.onMessage((data) => {
      if (isPing(data)) peer.after(afterMs, () => peer.sends(pong));
    }),
  );
}

/** Like `behaviour`, but answers our `close()` only `afterMs` later. */
export function closesLate(afterMs: number, behaviour: Behaviour = accepts()): Behaviour {
  return (peer) => {
    peer.answersClose(afterMs);
    behaviour(peer);
  };
}

/** Like `behaviour`, but our `close()` delivers its events inside the call, as Node's does while CONNECTING. */
export function closesSynchronously(behaviour: Behaviour = accepts()): Behaviour {
  return (peer) => {
    peer.answersClose('inside');
    behaviour(peer);
  };
}

/** One behaviour per socket, in turn; the last one is used for all later sockets. */
export function sequence(first: Behaviour, ...others: readonly Behaviour[]): Behaviour {
  const left = [...others];
  let present: Behaviour | null = null;
  return (peer) => {
    present = present === null ? first : (left.shift() ?? present);
    present(peer);
  };
}

/** Accepts in the next task, and continues with `then` after `open` was delivered. */
function acceptsThen(then: Behaviour): Behaviour {
  return (peer) =>
    whileConnecting(peer, 0, () => {
      peer.accepts();
      then(peer);
    });
}

function whileConnecting(peer: FakePeer, delayMs: number, fn: () => void): void {
  peer.after(delayMs, () => {
    if (peer.readyState === CONNECTING) fn();
  });
}
