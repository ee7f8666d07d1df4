import { ChatRoom, type Member, type RoomSource } from './chat-room.js';

/** A member's place in a room. */
export interface Place {
  readonly room: ChatRoom;
  /** Resolves when the member was told where it is, and what was said. */
  readonly joined: Promise<void>;
  leave(): void;
}

/** The rooms that somebody is in. What was said in the others is in the log. */
export class Rooms {
  readonly #source: RoomSource;
  readonly #rooms = new Map<string, ChatRoom>();

  constructor(source: RoomSource) {
    this.#source = source;
  }

  /** How many there are. */
  get size(): number {
    return this.#rooms.size;
  }

  /** As `ChatRoom.join`. */
  join(chatId: string, member: Member, since: number, countedIn?: string): Place {
    const room = this.#rooms.get(chatId) ?? new ChatRoom(chatId, this.#source);
    this.#rooms.set(chatId, room);
    return {
      room,
      joined: room.join(member, since, countedIn),
      leave: () => {
        room.leave(member);
        if (room.isEmpty) this.#rooms.delete(chatId);
      },
    };
  }

  /** The log of this chat may have grown; null: that of any. */
  wake(chatId: string | null): void {
    if (chatId !== null) void this.#rooms.get(chatId)?.wake();
    else for (const room of [...this.#rooms.values()]) void room.wake();
  }
}
