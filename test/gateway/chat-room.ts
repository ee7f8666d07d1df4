import { randomUUID } from 'node:crypto';
import type { ChatMessage, GatewayFrame } from './frames.js';

/** Gets frames as they are sent. */
export type Member = (frame: string) => void;

interface Remembered {
  readonly message: ChatMessage;
  readonly frame: string;
}

/** What a room remembers must fit into what may wait for one who joins. */
const MAX_HISTORY_LENGTH = 250_000;

/** One chat: numbers its messages, relays each to everyone in it, and remembers the last `historySize`, or fewer long ones. */
export class ChatRoom {
  /** Tells this numbering from that of another room of the chat, before or after it. */
  readonly #id: string = randomUUID();
  readonly #members = new Set<Member>();
  readonly #history: Remembered[] = [];
  readonly #historySize: number;
  #historyLength = 0;
  #lastId = 0;

  constructor(historySize: number) {
    this.#historySize = historySize;
  }

  get isEmpty(): boolean {
    return this.#members.size === 0;
  }

  /** Whether it numbered any. */
  get hasMessages(): boolean {
    return this.#lastId > 0;
  }

  /**
   * Tells the member what came after `since` and relays to it from then on; returns how to leave.
   * To a member that counted in another room, `since` means nothing here: it gets all there is.
   */
  join(member: Member, since: number, room = this.#id): () => void {
    const seen = room === this.#id ? since : 0;
    member(frameOf({ type: 'joined', room: this.#id }));
    for (const { message, frame } of this.#history) if (message.id > seen) member(frame);
    this.#members.add(member);
    return () => this.#members.delete(member);
  }

  /** Posting again under the same `clientId` is answered with the message that is already there. */
  post(from: string, text: string, clientId?: string): void {
    const posted = clientId && this.#history.find(({ message: one }) => one.from === from && one.clientId === clientId);
    const { frame } = posted || this.#append(from, text, clientId);
    for (const member of this.#members) member(frame);
  }

  #append(from: string, text: string, clientId?: string): Remembered {
    this.#lastId += 1;
    const message = { id: this.#lastId, from, text, at: new Date().toISOString(), ...(clientId && { clientId }) };
    const remembered = { message, frame: frameOf({ type: 'message', ...message }) };
    this.#history.push(remembered);
    this.#historyLength += remembered.frame.length;
    while (this.#history.length > this.#historySize || this.#historyLength > MAX_HISTORY_LENGTH) {
      this.#historyLength -= this.#history.shift()?.frame.length ?? 0;
    }
    return remembered;
  }
}

const frameOf = (frame: GatewayFrame): string => JSON.stringify(frame);
