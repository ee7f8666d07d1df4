interface Host {
  busy: number;
  /** By chat id: a chat makes one attempt at a time. */
  readonly waiting: Map<string, () => void>;
  /**
   * The chat that waited longest comes next. The iterator is kept, because a new one would pass over all deleted entries
   * again. It is asked only while a chat waits.
   */
  readonly order: Iterator<string>;
}

const newHost = (): Host => {
  const waiting = new Map<string, () => void>();
  return { busy: 0, waiting, order: waiting.keys() };
};

/**
 * Lets at most `limit` handshakes run at once per host (AT4). Browsers run them one at a time anyway, and a hung handshake
 * blocks the others for minutes. With this order, each hung one costs only its own timeout.
 */
export class HandshakeGate {
  readonly #limit: () => number;
  readonly #firstChat: () => string | null;
  readonly #afterwards: (fn: () => void) => void;
  readonly #hosts = new Map<string, Host>();

  /**
   * `firstChat` returns the chat that goes before those that have waited longer: the selected one. A returned slot is
   * granted again through `afterwards`, when it is known who still waits: several chats may leave together.
   */
  constructor(limit: () => number, firstChat: () => string | null, afterwards: (fn: () => void) => void) {
    this.#limit = limit;
    this.#firstChat = firstChat;
    this.#afterwards = afterwards;
  }

  /**
   * Calls `grant` when a slot is free, immediately if one is free now. The returned function gives the place or slot back,
   * once.
   */
  enter(hostName: string, chatId: string, grant: () => void): () => void {
    const host = this.#hosts.get(hostName) ?? newHost();
    this.#hosts.set(hostName, host);
    let leave = () => {
      host.waiting.delete(chatId);
    };
    host.waiting.set(chatId, () => {
      leave = () => {
        host.busy -= 1;
        this.#afterwards(() => this.#admit(hostName, host));
      };
      grant();
    });
    this.#admit(hostName, host);
    return () => {
      const leaveOnce = leave;
      leave = () => undefined;
      leaveOnce();
    };
  }

  #admit(hostName: string, host: Host): void {
    const { waiting, order } = host;
    if (host.busy === 0 && waiting.size === 0 && this.#hosts.get(hostName) === host) this.#hosts.delete(hostName);
    if (waiting.size === 0 || host.busy >= this.#limit()) return;
    const first = this.#firstChat();
    const chatId = first !== null && waiting.has(first) ? first : order.next().value;
    const grant = waiting.get(chatId);
    waiting.delete(chatId);
    host.busy += 1;
    grant?.();
  }
}
