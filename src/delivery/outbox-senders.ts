import type { OpenOutbox, StoredSender } from '../contract/delivery.js';
import { OutboxError } from './outbox-error.js';

export interface Sender extends StoredSender {
  /** The highest number that was given. */
  readonly last: number;
}

/** Null for one that was there and is no more: it is never used again, because the server knows its numbers. */
export type Senders = Map<string, Sender | null>;

/** Changes the map, or throws and changes nothing. */
export type Change<T> = (senders: Senders) => T;

/** What every outbox does to its senders. `carryOut` makes a change, durably if it can. */
export function changesOf(
  senders: Senders,
  carryOut: <T>(change: Change<T>) => Promise<T>,
): Pick<OpenOutbox, 'add' | 'cancel' | 'settle' | 'renew'> {
  /** Puts what is answered in the sender's place. */
  const change = (id: string, next: (sender: Sender) => Partial<Sender>): Promise<void> =>
    carryOut((all) => {
      const sender = senderOf(all, id);
      all.set(id, { ...sender, ...next(sender) });
    });
  return {
    add(chatId, id, added) {
      // Known before it is stored: what is stored although that seemed to fail is not taken for another's.
      if (!senders.has(id)) senders.set(id, { id, chatId, acked: 0, last: 0, messages: [] });
      return carryOut((all) => {
        const sender = senderOf(all, id);
        const first = sender.last + 1;
        const messages = added.map(({ id, data }, index) => ({ id, n: first + index, data, isCancelled: false }));
        all.set(id, {
          ...sender,
          last: sender.last + added.length,
          messages: [...sender.messages, ...messages],
        });
        return first;
      });
    },
    cancel: (id, n) =>
      change(id, ({ messages }) => ({
        messages: messages.map((message) =>
          message.n === n ? { ...message, data: null, isCancelled: true } : message,
        ),
      })),
    settle: (id, settled) =>
      change(id, ({ acked, last, messages }) => ({
        acked: Math.max(acked, settled),
        // The server may know of more than a loss of power has left here.
        last: Math.max(last, settled),
        messages: messages.filter(({ n }) => n > settled),
      })),
    renew: (id, successor) =>
      carryOut((all) => {
        const sender = senderOf(all, id);
        const messages = sender.messages.map((message, index) => ({ ...message, n: index + 1 }));
        const renewed = { id: successor, chatId: sender.chatId, acked: 0, messages };
        all.set(id, null);
        all.set(successor, { ...renewed, last: messages.length });
        return renewed;
      }),
  };
}

const senderOf = (senders: Senders, id: string): Sender => {
  const sender = senders.get(id);
  if (!sender) throw new OutboxError();
  return sender;
};
