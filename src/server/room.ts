import type { Cursor } from '../domain/delivery-frames.js';
import { eventText } from './frame-texts.js';
import type { DeliveryStore } from './store.js';

/** An event as it is sent, and where a cursor is once it was. */
export interface FramedEvent {
  readonly text: string;
  readonly seq: number;
  readonly tag: string;
}

/** A socket in a chat, as the chat's other sockets see it. */
export interface Member {
  /** The log may have grown. */
  wake(): void;
  /** A `brief` frame; it may be dropped. */
  hear(frame: string): void;
}

export type FramedPage = { readonly events: readonly FramedEvent[] } | { readonly gap: string };

/** The sockets of one chat in this process. Those that are at the same place read the log once for all. */
export class Room {
  readonly #chat: string;
  readonly #store: DeliveryStore;
  readonly #members = new Set<Member>();
  #reads = new Map<string, Promise<FramedPage>>();

  constructor(chat: string, store: DeliveryStore) {
    this.#chat = chat;
    this.#store = store;
  }

  get isEmpty(): boolean {
    return this.#members.size === 0;
  }

  join(member: Member): void {
    this.#members.add(member);
  }

  leave(member: Member): void {
    this.#members.delete(member);
  }

  poke(): void {
    // A read that began before knows nothing of what was appended now.
    this.#reads = new Map();
    for (const member of this.#members) member.wake();
  }

  /** To all but the one who says it. */
  brief(frame: string, from?: Member): void {
    for (const member of this.#members) if (member !== from) member.hear(frame);
  }

  read(after: Cursor, limit: number): Promise<FramedPage> {
    const key = JSON.stringify([after.epoch, after.seq, after.tag, limit]);
    const reads = this.#reads;
    const shared = reads.get(key);
    if (shared !== undefined) return shared;
    const read = this.#read(after, limit).finally(() => reads.delete(key));
    reads.set(key, read);
    return read;
  }

  async #read(after: Cursor, limit: number): Promise<FramedPage> {
    const page = await this.#store.read(this.#chat, after, limit);
    if (page.gap !== undefined) return { gap: page.gap };
    return { events: page.events.map((event) => ({ text: eventText(event), seq: event.seq, tag: event.tag })) };
  }
}

/** The rooms that somebody is in. */
export class Rooms {
  readonly #store: DeliveryStore;
  readonly #rooms = new Map<string, Room>();

  constructor(store: DeliveryStore) {
    this.#store = store;
  }

  join(chat: string, member: Member): Room {
    const room = this.#rooms.get(chat) ?? new Room(chat, this.#store);
    this.#rooms.set(chat, room);
    room.join(member);
    return room;
  }

  leave(chat: string, member: Member): void {
    const room = this.#rooms.get(chat);
    room?.leave(member);
    if (room?.isEmpty) this.#rooms.delete(chat);
  }

  /** Null: all of them. */
  poke(chat: string | null): void {
    if (chat !== null) this.#rooms.get(chat)?.poke();
    else for (const room of [...this.#rooms.values()]) room.poke();
  }

  brief(chat: string, frame: string, from?: Member): void {
    this.#rooms.get(chat)?.brief(frame, from);
  }
}
