import type { SendReceipt } from 'evenkeel';

export interface Message {
  readonly id: number;
  readonly from: string;
  readonly text: string;
  readonly at: string;
  readonly clientId?: string;
}

/** A message of ours that the gateway has not relayed yet. */
export interface Outgoing {
  readonly clientId: string;
  readonly text: string;
  readonly receiptId: SendReceipt['id'] | null;
  /** `unconfirmed`: its connection ended before the gateway relayed it. */
  readonly status: 'queued' | 'sent' | 'unconfirmed' | 'undelivered';
}

type Frame = { type: 'joined'; room: string } | ({ type: 'message' } & Message);

/** What was said in one chat: every message once and in order, and below them what is on its way. */
export class ChatLog {
  messages = $state.raw<readonly Message[]>([]);
  outgoing = $state.raw<readonly Outgoing[]>([]);

  /** Where the gateway numbers the messages of this chat, once it said so. */
  room = '';

  /** The number of the last message seen: what the gateway is asked to continue after. */
  get lastId(): number {
    return this.messages.at(-1)?.id ?? 0;
  }

  receive(frame: Frame): void {
    if (frame.type === 'joined') {
      // A gateway that lost its memory numbers from 1 again: what we saw was of its former life.
      if (frame.room !== this.room) this.messages = [];
      this.room = frame.room;
    } else if (frame.type === 'message') {
      this.outgoing = this.outgoing.filter(({ clientId }) => clientId !== frame.clientId);
      if (frame.id > this.lastId) this.messages = [...this.messages, frame];
    }
  }

  /** Notes what became of a message handed to the connection; sending one again keeps its place. */
  track(clientId: string, text: string, receipt: SendReceipt): void {
    const status = receipt.status === 'rejected' ? 'undelivered' : receipt.status;
    const receiptId = receipt.status === 'rejected' ? null : receipt.id;
    const entry: Outgoing = { clientId, text, receiptId, status };
    const again = this.outgoing.some((one) => one.clientId === clientId);
    this.outgoing = again
      ? this.outgoing.map((one) => (one.clientId === clientId ? entry : one))
      : [...this.outgoing, entry];
  }

  sent(id: SendReceipt['id']): void {
    this.#mark((one) => one.receiptId === id, 'sent');
  }

  undelivered(ids: readonly SendReceipt['id'][]): void {
    this.#mark((one) => one.receiptId !== null && ids.includes(one.receiptId), 'undelivered');
  }

  /** The connection is gone: nobody knows about those sent and not relayed, unless they come back with what was missed. */
  connectionClosed(): void {
    this.#mark((one) => one.status === 'sent', 'unconfirmed');
  }

  #mark(matches: (one: Outgoing) => boolean, status: Outgoing['status']): void {
    // Receipts of other connections have the same ids: a message whose connection ended is known by none.
    const change = status === 'sent' ? { status } : { status, receiptId: null };
    this.outgoing = this.outgoing.map((one) => (matches(one) ? { ...one, ...change } : one));
  }
}
