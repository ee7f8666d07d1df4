import type { Cursor, Delivery, DeliveryChat, SnapshotRequest } from '../../src/delivery/index.js';
import type { Item, RecordItem } from './record.js';

interface RecordedChat {
  readonly handle: DeliveryChat;
  cursor: Cursor | null;
}

/** Records what the delivery of a client is given, is told and sees, in its own process or page. */
export class RecordedClient {
  readonly life: string;
  readonly #record: RecordItem;
  readonly #now: () => number;
  readonly #chats = new Map<string, RecordedChat>();

  constructor(life: string, record: RecordItem, now: () => number) {
    this.life = life;
    this.#record = record;
    this.#now = now;
    record({ type: 'began', life });
  }

  /** From now on, all of these chats. */
  watch(delivery: Delivery, chats: readonly string[]): void {
    for (const chat of chats) this.#watch(delivery.get(chat));
    delivery.connections.on('close', ({ chatId, code }) =>
      this.#record({ type: 'closed', life: this.life, chat: chatId, code }),
    );
  }

  /** As the option `snapshot` of the delivery: the state is what comes after `cursor`, asked for now. */
  readonly snapshot =
    (askCursor: (request: SnapshotRequest) => Promise<Cursor>) =>
    (request: SnapshotRequest): Promise<Cursor> => {
      const { chatId, why } = request;
      const cursor = this.#chats.get(chatId)?.cursor ?? null;
      this.#record({ type: 'gap', life: this.life, chat: chatId, why, cursor });
      return askCursor(request);
    };

  /** The id of a message with this text. */
  send(chat: string, text: string): string {
    const at = this.#now();
    const { id } = this.#chat(chat).handle.send(text);
    this.#record({ type: 'given', life: this.life, chat, id, text, at });
    return id;
  }

  cancel(chat: string, id: string): void {
    this.#chat(chat).handle.cancel(id);
  }

  /** How each chat is now. */
  rest(): readonly Extract<Item, { type: 'rests' }>[] {
    return [...this.#chats].map(([chat, { handle }]) => {
      const { link, cursor, pending } = handle.getSnapshot();
      return { type: 'rests', life: this.life, chat, link, cursor, pending: pending.map(({ id }) => id) };
    });
  }

  #chat(chat: string): RecordedChat {
    const known = this.#chats.get(chat);
    if (known === undefined) throw new Error(`${this.life} does not watch ${chat}`);
    return known;
  }

  #watch(handle: DeliveryChat): void {
    const { life } = this;
    const chat = handle.chatId;
    const recorded: RecordedChat = { handle, cursor: null };
    this.#chats.set(chat, recorded);
    handle.on('message', ({ epoch, seq, tag, data, id }) => {
      // The cursor moves after the listeners ran.
      const after = handle.getSnapshot().cursor;
      this.#record({ type: 'seen', life, chat, after, place: { epoch, seq, tag }, text: String(data), id });
      recorded.cursor = { epoch, seq, tag };
    });
    handle.on('receipt', (receipt) => {
      const { id, status } = receipt;
      const seq = 'seq' in receipt ? receipt.seq : null;
      this.#record({ type: 'told', life, chat, id, status, seq, at: this.#now() });
    });
    handle.on('gap', ({ why }) => this.#record({ type: 'gap', life, chat, why, cursor: recorded.cursor }));
    // Told after the turn: at a gap it is still the cursor before it.
    handle.subscribe(({ cursor }) => {
      recorded.cursor = cursor;
    });
  }
}
