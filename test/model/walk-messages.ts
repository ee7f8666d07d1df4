import type { ChatEventMap, SendableData, SendReceipt } from '../../src/index.js';
import type { FakeWebSocket } from '../../src/testing/index.js';
import type { ChatName } from './random-steps.js';
import { HELLO, PING, TTL_MS } from './walk-options.js';

interface Message {
  readonly chat: ChatName;
  readonly serial: number;
  readonly at: number;
  id: number;
  fate: 'composed' | 'sent' | 'queued' | 'undelivered' | 'rejected';
  isHandedOver: boolean;
}

export type Expect = (rule: string, holds: boolean, what: () => string) => void;

/** More than a socket may have unsent before sending pauses (SD2). */
const LARGE_BYTES = 300_000;

/** A message is known by its text, or by the number in its bytes. */
const keyOf = (data: SendableData) => (data instanceof ArrayBuffer ? new DataView(data).getUint32(0) : data);

/** What was sent, and what became of it (SD): every message ends once, in order, and for its own chat alone. */
export class MessageLedger {
  readonly #expect: Expect;
  readonly #byKey = new Map<unknown, Message>();
  readonly #queues = new Map<string, Message[]>();
  readonly #lastHandedOver = new Map<ChatName, number>();
  readonly #cursors = new Map<FakeWebSocket, number>();
  #serial = 0;

  constructor(expect: Expect) {
    this.#expect = expect;
  }

  /** A new message. */
  compose(chat: ChatName, size: 'text' | 'binary' | 'large', at: number): SendableData {
    this.#serial += 1;
    const data = size === 'text' ? `${chat}: ${this.#serial}` : new ArrayBuffer(size === 'binary' ? 8 : LARGE_BYTES);
    if (typeof data !== 'string') new DataView(data).setUint32(0, this.#serial);
    this.#byKey.set(keyOf(data), { chat, serial: this.#serial, at, id: 0, fate: 'composed', isHandedOver: false });
    return data;
  }

  /** The receipt of `send`: user code that ran within the call may have brought the message's end about already. */
  receipt(data: SendableData, { id, status }: SendReceipt): void {
    const message = this.#byKey.get(keyOf(data));
    // A queue has a copy of its own: the buffer is used for something else.
    if (status === 'queued' && data instanceof ArrayBuffer) new Uint8Array(data).fill(0);
    if (message === undefined || message.fate !== 'composed') return;
    Object.assign(message, { id, fate: status });
    if (status !== 'queued') return;
    // What was sent during this call has its receipt already, and waits behind it.
    const queue = [...this.#queueOf(message.chat), message].sort((one, other) => one.serial - other.serial);
    this.#queues.set(message.chat, queue);
  }

  sent({ chatId, id, data }: ChatEventMap['sent']): void {
    this.#end('SD2', 'sent', chatId, id, data);
  }

  undelivered({ chatId, messages }: ChatEventMap['undelivered']): void {
    this.#expect('SD3', messages.length > 0, () => 'undelivered without messages');
    for (const { id, data } of messages) this.#end('SD3', 'undelivered', chatId, id, data);
  }

  /** What one of a chat's sockets was handed since the last look. */
  look(chat: ChatName, socket: FakeWebSocket): void {
    const from = this.#cursors.get(socket) ?? 0;
    this.#cursors.set(socket, socket.sent.length);
    for (const data of socket.sent.slice(from)) {
      if (data === PING || data === HELLO) continue;
      const message = this.#byKey.get(keyOf(data));
      const last = this.#lastHandedOver.get(chat) ?? 0;
      this.#expect(
        'SD3',
        message?.chat === chat,
        () => `a socket of ${chat} was handed what had ended or is not ${chat}'s`,
      );
      if (message === undefined) continue;
      this.#expect(
        'SD2',
        message.serial > last,
        () => `message ${message.serial} of ${chat} was handed over after ${last}`,
      );
      this.#lastHandedOver.set(chat, message.serial);
      message.isHandedOver = true;
    }
  }

  /** At rest, for each chat: what waits is what the chat says waits, and not for too long. */
  compare(chat: ChatName, queued: number, now: number): void {
    const queue = this.#queueOf(chat);
    this.#expect('SD3', queue.length === queued, () => `${chat} has ${queued} queued; ${queue.length} have not ended`);
    const ageMs = now - (queue[0]?.at ?? now);
    this.#expect('SD3', ageMs <= TTL_MS, () => `a message of ${chat} has been queued for ${ageMs} ms`);
  }

  /** At rest, after every socket was looked at: `sent` is what was handed over. What has ended is forgotten. */
  settle(): void {
    for (const [key, { chat, serial, fate, isHandedOver }] of this.#byKey) {
      this.#expect('SD3', fate !== 'composed', () => `message ${serial} of ${chat} had no receipt`);
      this.#expect(
        'SD2',
        isHandedOver === (fate === 'sent'),
        () => `message ${serial} of ${chat} is ${fate} and was ${isHandedOver ? '' : 'not '}handed over`,
      );
      if (fate !== 'queued') this.#byKey.delete(key);
    }
  }

  #end(rule: string, fate: 'sent' | 'undelivered', chatId: string, id: number, data: SendableData): void {
    const message = this.#byKey.get(keyOf(data));
    if (message?.fate === 'composed') {
      Object.assign(message, { id, fate });
      return;
    }
    const [first, ...others] = this.#queueOf(chatId);
    const isFirst = message !== undefined && message === first && message.id === id;
    this.#expect(rule, isFirst, () => `message ${id} of ${chatId} is ${fate}; first in its queue was ${first?.id}`);
    if (first === undefined) return;
    first.fate = fate;
    this.#queues.set(chatId, others);
  }

  #queueOf(chatId: string): Message[] {
    return this.#queues.get(chatId) ?? [];
  }
}
