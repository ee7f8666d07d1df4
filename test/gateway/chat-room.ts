import type { Cursor, DeliveryStore, StoredEvent } from '../../src/server/index.js';
import { type ChatMessage, type GatewayFrame, logged, messageOf, type Posted } from './frames.js';
import { recentEvents } from './recent-events.js';

/** Who gets frames as they are sent. */
export interface Member {
  send(frame: string): void;
  /** What it was sent cannot be continued. */
  close(code: number, reason: string): void;
}

/** What rooms share. */
export interface RoomSource {
  readonly store: DeliveryStore;
  /** Appends a message to the log of a chat. */
  readonly publish: (chatId: string, data: unknown) => Promise<unknown>;
  readonly historySize: number;
  readonly failed: (error: unknown) => void;
}

interface Remembered {
  readonly message: ChatMessage;
  readonly frame: string;
}

/** What a room remembers must fit into what may wait for one who joins. */
const MAX_HISTORY_LENGTH = 250_000;
const PAGE = 256;

/** The members of one chat in this gateway: tells them what the log says, its last `historySize` messages first, or fewer long ones. */
export class ChatRoom {
  readonly #chatId: string;
  readonly #source: RoomSource;
  readonly #members = new Set<Member>();
  /** Those that know where the room is. */
  readonly #told = new Set<Member>();
  readonly #history: Remembered[] = [];
  #historyLength = 0;
  #cursor: Cursor | null = null;
  #opening: Promise<void> | null = null;
  #following: Promise<void> | null = null;
  #isWoken = false;
  /** Messages on their way to the log, by who calls them what. */
  readonly #posting = new Map<string, Promise<void>>();

  constructor(chatId: string, source: RoomSource) {
    this.#chatId = chatId;
    this.#source = source;
  }

  get isEmpty(): boolean {
    return this.#members.size === 0;
  }

  /**
   * Tells the member what came after `since` and relays to it from then on; resolves when it was told. To a member that counted in
   * another room, `since` means nothing here: it gets all there is.
   */
  async join(member: Member, since: number, countedIn?: string): Promise<void> {
    this.#members.add(member);
    this.#opening ??= this.#open();
    await this.#opening;
    if (!this.#members.has(member)) return;
    const room = this.#cursor?.epoch ?? '';
    const seen = countedIn === undefined || countedIn === room ? since : 0;
    member.send(frameOf({ type: 'joined', room }));
    for (const { message, frame } of this.#history) if (message.id > seen) member.send(frame);
    this.#told.add(member);
  }

  leave(member: Member): void {
    this.#members.delete(member);
    this.#told.delete(member);
  }

  /** Of a member. Posting again under the same `clientId` is answered with the message that is already there. */
  async post(from: string, posted: Posted): Promise<void> {
    const { clientId } = posted;
    if (clientId === undefined) return this.#append(from, posted);
    const name = JSON.stringify([from, clientId]);
    for (let before = this.#posting.get(name); before !== undefined; before = this.#posting.get(name)) await before;
    const earlier = this.#history.find(({ message: one }) => one.from === from && one.clientId === clientId);
    if (earlier) return this.#relay(earlier.frame);
    const appended = this.#append(from, posted).finally(() => this.#posting.delete(name));
    this.#posting.set(name, appended);
    return appended;
  }

  /** The log may have grown. Resolves when that was told. */
  wake(): Promise<void> {
    this.#isWoken = true;
    if (this.#cursor === null) return Promise.resolve();
    this.#following ??= this.#follow();
    return this.#following;
  }

  async #append(from: string, posted: Posted): Promise<void> {
    await this.#source.publish(this.#chatId, logged(from, posted));
    await this.wake();
  }

  async #open(): Promise<void> {
    try {
      const { cursor, events } = await recentEvents(this.#source.store, this.#chatId, this.#source.historySize);
      for (const event of events) this.#remember(event);
      this.#cursor = cursor;
      if (this.#isWoken) void this.wake();
    } catch (error) {
      this.#fail(1011, 'the log cannot be read', error);
      throw error;
    }
  }

  async #follow(): Promise<void> {
    try {
      while (this.#isWoken && this.#cursor !== null) {
        this.#isWoken = false;
        const { gap, events } = await this.#source.store.read(this.#chatId, this.#cursor, PAGE);
        if (gap !== undefined) return this.#fail(1012, 'the log has changed', gap);
        for (const event of events) {
          this.#cursor = { ...this.#cursor, seq: event.seq, tag: event.tag };
          this.#relay(this.#remember(event));
        }
        this.#isWoken ||= events.length === PAGE;
      }
    } catch (error) {
      this.#fail(1011, 'the log cannot be read', error);
    } finally {
      // In the turn in which there was nothing more to do: who wakes it next begins anew.
      this.#following = null;
    }
  }

  /** Returns its frame. */
  #remember(event: StoredEvent): string {
    const message = messageOf(event);
    const frame = frameOf({ type: 'message', ...message });
    this.#history.push({ message, frame });
    this.#historyLength += frame.length;
    while (this.#history.length > this.#source.historySize || this.#historyLength > MAX_HISTORY_LENGTH) {
      this.#historyLength -= this.#history.shift()?.frame.length ?? 0;
    }
    return frame;
  }

  #relay(frame: string): void {
    for (const member of this.#told) member.send(frame);
  }

  /** Who comes back begins anew. */
  #fail(code: number, reason: string, error: unknown): void {
    this.#source.failed(error);
    this.#opening = null;
    this.#cursor = null;
    this.#history.length = 0;
    this.#historyLength = 0;
    for (const member of [...this.#members]) member.close(code, reason);
  }
}

const frameOf = (frame: GatewayFrame): string => JSON.stringify(frame);
