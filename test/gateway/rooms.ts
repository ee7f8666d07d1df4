import { ChatRoom, type Member } from './chat-room.js';
import { RecentValues } from './recent-values.js';

/** For how long a room waits for those who come back, and how many do. */
const VACANT = { lifetimeMs: 600_000, minSize: 50 };

/** The rooms of all chats. One that nobody is in goes: at once if nothing was said there, else when it has waited long enough. */
export class Rooms {
  readonly #occupied = new Map<string, ChatRoom>();
  readonly #vacant: RecentValues<ChatRoom>;
  readonly #historySize: number;

  constructor(historySize: number, now: () => number = Date.now) {
    this.#vacant = new RecentValues({ ...VACANT, now });
    this.#historySize = historySize;
  }

  /** How many there are. */
  get size(): number {
    return this.#occupied.size + this.#vacant.size;
  }

  /** As `ChatRoom.join`. */
  join(chatId: string, member: Member, since: number, countedIn?: string): () => void {
    const room = this.#of(chatId);
    this.#vacant.delete(chatId);
    this.#occupied.set(chatId, room);
    const leave = room.join(member, since, countedIn);
    return () => {
      leave();
      if (!room.isEmpty) return;
      this.#occupied.delete(chatId);
      if (room.hasMessages) this.#vacant.set(chatId, room);
    };
  }

  /** As `ChatRoom.post`, also where nobody is. */
  post(chatId: string, from: string, text: string, clientId?: string): void {
    const room = this.#of(chatId);
    room.post(from, text, clientId);
    if (room.isEmpty) this.#vacant.set(chatId, room);
  }

  #of(chatId: string): ChatRoom {
    return this.#occupied.get(chatId) ?? this.#vacant.get(chatId) ?? new ChatRoom(this.#historySize);
  }
}
