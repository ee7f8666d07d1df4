import type { DeliveryEventMap, GapReason, PendingMessage } from 'evenkeel/delivery';

/** What somebody says; `clientId` is the page's own name for it. */
export interface Said {
  readonly text: string;
  readonly clientId: string;
}

export interface Message extends Partial<Said> {
  /** The number of its event in the log: 1, 2, 3… */
  readonly id: number;
  readonly from: string;
  readonly text: string;
  readonly at: string;
}

/** A message of ours that is not among the messages. */
export interface Outgoing extends Said {
  readonly status: 'pending' | 'stored' | 'sent' | 'received' | 'lost' | 'rejected';
  /** Why it was rejected. */
  readonly code?: string;
}

/** What was said in one chat: every message once and in order, and below them what is on its way, or went nowhere. */
export class ChatLog {
  messages = $state.raw<readonly Message[]>([]);
  outgoing = $state.raw<readonly Outgoing[]>([]);
  /** By their receipts' ids, in the order in which they were said. */
  readonly #outgoing = new Map<string, Outgoing>();
  /** All that was said from this page, by the same ids: the gateway may yet forget it. */
  readonly #said = new Map<string, Said>();

  /** An event of the log. */
  arrived(seq: number, data: unknown): void {
    this.messages = [...this.messages, { ...(data as Omit<Message, 'id'>), id: seq }];
    this.#settle();
  }

  /** The state of the chat after a gap. What was forgotten in between is missing, but what was seen before it is not wrong. */
  restored(messages: readonly Message[], why: GapReason): void {
    const first = messages[0]?.id ?? Number.POSITIVE_INFINITY;
    const before = why === 'expired' ? this.messages.filter(({ id }) => id < first) : [];
    this.messages = [...before, ...messages];
    for (const [id, { status }] of this.#outgoing) if (status === 'received') this.#outgoing.delete(id);
    this.#settle();
  }

  /** A message of ours is on its way. */
  said(id: string, said: Said, status: Outgoing['status']): void {
    this.#said.set(id, said);
    this.#outgoing.set(id, { ...said, status });
    this.#settle();
  }

  /** So are these, of a page that ended. */
  found(pending: readonly PendingMessage[]): void {
    for (const { id, data, status } of pending) if (!this.#said.has(id)) this.said(id, data as Said, status);
  }

  /** What became of a message of ours. */
  became(receipt: DeliveryEventMap['receipt']): void {
    const { id, status } = receipt;
    const said = this.#said.get(id);
    if (said === undefined) return;
    if (status === 'cancelled' || status === 'moved') this.#outgoing.delete(id);
    else if (status === 'acked') this.#outgoing.set(id, { ...said, status: 'received' });
    else this.#outgoing.set(id, { ...said, status, ...(status === 'rejected' && { code: receipt.code }) });
    this.#settle();
  }

  /** It is said again, by another name. */
  forget(clientId: string): void {
    for (const [id, one] of this.#outgoing) if (one.clientId === clientId) this.#outgoing.delete(id);
    this.#settle();
  }

  #settle(): void {
    const there = new Set(this.messages.map(({ clientId }) => clientId));
    for (const [id, { clientId, status }] of this.#outgoing)
      if (status === 'received' && there.has(clientId)) this.#outgoing.delete(id);
    this.outgoing = [...this.#outgoing.values()].filter(({ clientId }) => !there.has(clientId));
  }
}
