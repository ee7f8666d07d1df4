import { randomUUID } from 'node:crypto';
import type { ChatMessage, GatewayFrame } from './frames.js';

export type Member = (frame: GatewayFrame) => void;

/** One chat: numbers its messages, relays each to everyone in it, and remembers the last `historySize`. */
export class ChatRoom {
  /** Tells this numbering from that of the chat's room in an earlier life of the gateway. */
  readonly #id: string = randomUUID();
  readonly #members = new Set<Member>();
  readonly #history: ChatMessage[] = [];
  readonly #historySize: number;
  #lastId = 0;

  constructor(historySize: number) {
    this.#historySize = historySize;
  }

  /**
   * Tells the member what came after `since` and relays to it from then on; returns how to leave.
   * To a member that counted in another room, `since` means nothing here: it gets all there is.
   */
  join(member: Member, since: number, room = this.#id): () => void {
    const seen = room === this.#id ? since : 0;
    member({ type: 'joined', room: this.#id });
    for (const message of this.#history) if (message.id > seen) member({ type: 'message', ...message });
    this.#members.add(member);
    return () => this.#members.delete(member);
  }

  /** Posting again under the same `clientId` is answered with the message that is already there. */
  post(from: string, text: string, clientId?: string): void {
    const posted = clientId && this.#history.find((message) => message.from === from && message.clientId === clientId);
    const message = posted || this.#append(from, text, clientId);
    for (const member of this.#members) member({ type: 'message', ...message });
  }

  #append(from: string, text: string, clientId?: string): ChatMessage {
    this.#lastId += 1;
    const message = { id: this.#lastId, from, text, at: new Date().toISOString(), ...(clientId && { clientId }) };
    this.#history.push(message);
    if (this.#history.length > this.#historySize) this.#history.shift();
    return message;
  }
}
