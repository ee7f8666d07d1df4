import type { ChatConnection } from '../contract/chat-connection.js';
import type { ChatConnectionsSnapshot } from '../contract/chat-connections.js';
import type { ChatEventListener, ChatEventMap, ChatEventType } from '../contract/events.js';
import type { ConnectionSnapshot } from '../contract/snapshot.js';
import type { Batch } from '../effects/batch.js';
import { Audiences } from './audiences.js';
import type { ChatOperations } from './handle.js';
import { Listeners, noRosters } from './listeners.js';
import type { SnapshotStore } from './snapshot-store.js';
import { Subscribers } from './subscribers.js';

/** Passes events and snapshots, of one chat or of all, to listeners and subscribers. */
export class Broadcaster {
  readonly #batch: Batch;
  readonly #snapshots: SnapshotStore;
  readonly #audiences = new Audiences();
  readonly #listeners = new Listeners(noRosters());
  readonly #subscribers = new Subscribers<ChatConnectionsSnapshot>();
  /** Chats whose subscribers are called at the end of the batch. */
  readonly #changed = new Set<string>();

  constructor(batch: Batch, snapshots: SnapshotStore) {
    this.#batch = batch;
    this.#snapshots = snapshots;
  }

  handle(chatId: string, operations: ChatOperations): ChatConnection {
    return this.#audiences.handle(chatId, operations);
  }

  on<Type extends ChatEventType>(type: Type, fn: ChatEventListener<Type>): () => void {
    return this.#listeners.on(type, fn);
  }

  subscribe(fn: (snapshot: ChatConnectionsSnapshot) => void): () => void {
    return this.#subscribers.add(fn, this.#snapshots.get());
  }

  listen<Type extends ChatEventType>(handle: ChatConnection, type: Type, fn: ChatEventListener<Type>): () => void {
    return this.#audiences.listen(handle, type, fn);
  }

  subscribeTo(handle: ChatConnection, fn: (snapshot: ConnectionSnapshot) => void): () => void {
    return this.#audiences.subscribe(handle, fn);
  }

  /** At once (ME1). */
  deliver(event: ChatEventMap['message']): void {
    this.#emit('message', event);
  }

  /** At the end of the batch. */
  announce<Type extends ChatEventType>(type: Type, event: ChatEventMap[Type]): void {
    this.#batch.afterwards(() => this.#emit(type, event));
  }

  /** The chat's snapshot may have changed: its subscribers are called at the end of the batch. */
  publishLater(chatId: string): void {
    this.#snapshots.note(chatId);
    if (this.#changed.size === 0) this.#batch.afterwards(() => this.#publish());
    this.#changed.add(chatId);
  }

  clear(): void {
    this.#audiences.clear();
    this.#listeners.clear();
    this.#subscribers.clear();
  }

  #emit<Type extends ChatEventType>(type: Type, event: ChatEventMap[Type]): void {
    this.#audiences.emit(type, event);
    this.#listeners.emit(type, event);
  }

  #publish(): void {
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const chatId of changed) this.#audiences.publish(chatId);
    if (!this.#subscribers.isEmpty) this.#subscribers.publish(this.#snapshots.get());
  }
}
