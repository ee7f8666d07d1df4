import type { ChatConnection } from '../contract/chat-connection.js';
import type { ChatEventListener, ChatEventMap, ChatEventType } from '../contract/events.js';
import type { ConnectionSnapshot } from '../contract/snapshot.js';
import { type ChatOperations, createHandle } from './handle.js';
import { Listeners, noRosters } from './listeners.js';
import { Subscribers } from './subscribers.js';

interface Audience {
  /** Kept while it has listeners or subscribers, so that it stays the same object. */
  readonly handle: ChatConnection;
  readonly listeners: Listeners<ChatEventMap>;
  readonly subscribers: Subscribers<ConnectionSnapshot>;
}

/** The handles of chats, with their listeners and subscribers. A chat without them is forgotten (SE9). */
export class Audiences {
  readonly #handles = new Map<string, WeakRef<ChatConnection>>();
  readonly #collected = new FinalizationRegistry<string>((chatId) => {
    if (this.#handles.get(chatId)?.deref() === undefined) this.#handles.delete(chatId);
  });
  readonly #audiences = new Map<string, Audience>();

  /** The handle of a chat. Returns the same object as long as anyone holds it. */
  handle(chatId: string, operations: ChatOperations): ChatConnection {
    const existing = this.#handles.get(chatId)?.deref();
    if (existing !== undefined) return existing;
    const handle = createHandle(chatId, operations);
    this.#handles.set(chatId, new WeakRef(handle));
    this.#collected.register(handle, chatId);
    return handle;
  }

  subscribe(handle: ChatConnection, fn: (snapshot: ConnectionSnapshot) => void): () => void {
    return this.#join(handle, ({ subscribers }) => subscribers.add(fn, handle.getSnapshot()));
  }

  listen<Type extends ChatEventType>(handle: ChatConnection, type: Type, fn: ChatEventListener<Type>): () => void {
    return this.#join(handle, ({ listeners }) => listeners.on(type, fn));
  }

  /** Passes the current snapshot to the chat's subscribers. */
  publish(chatId: string): void {
    const audience = this.#audiences.get(chatId);
    audience?.subscribers.publish(audience.handle.getSnapshot());
  }

  emit<Type extends ChatEventType>(type: Type, event: ChatEventMap[Type]): void {
    this.#audiences.get(event.chatId)?.listeners.emit(type, event);
  }

  clear(): void {
    for (const { listeners, subscribers } of this.#audiences.values()) {
      listeners.clear();
      subscribers.clear();
    }
    this.#audiences.clear();
  }

  #join(handle: ChatConnection, join: (audience: Audience) => () => void): () => void {
    const { chatId } = handle;
    const audience = this.#audiences.get(chatId) ?? {
      handle,
      listeners: new Listeners(noRosters()),
      subscribers: new Subscribers<ConnectionSnapshot>(),
    };
    const leaveIfEmpty = () => {
      const isEmpty = audience.listeners.isEmpty && audience.subscribers.isEmpty;
      if (isEmpty && this.#audiences.get(chatId) === audience) this.#audiences.delete(chatId);
    };
    // Set before anyone joins: a subscriber's first call may add more subscribers.
    this.#audiences.set(chatId, audience);
    try {
      const leave = join(audience);
      return () => {
        leave();
        leaveIfEmpty();
      };
    } catch (refusal) {
      leaveIfEmpty();
      throw refusal;
    }
  }
}
