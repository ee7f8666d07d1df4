import { Audiences } from './audiences.js';
import type { ChatConnection, ChatOperations } from './chat-connection.js';
import { encodeChatId } from './domain/chat-id.js';
import { platformSignals } from './effects/page-signals.js';
import { PageWatch } from './effects/page-watch.js';
import type { SendableData } from './effects/web-socket.js';
import { DisposedError } from './errors.js';
import { type ChatEventListener, type ChatEventMap, type ChatEventType, Listeners } from './events.js';
import { Holds } from './holds.js';
import { IdleChats } from './idle-chats.js';
import { type ChatOwner, LiveChat, type SendReceipt } from './live-chat.js';
import type { ResolvedOptions } from './options.js';
import { createRuntime, type Runtime } from './runtime.js';
import { SelectionBurst } from './selection-burst.js';
import { type ConnectionSnapshot, unusedSnapshot } from './snapshot.js';
import { Subscribers } from './subscribers.js';

/** What is true of all chats: the same object until something changes. */
export interface ChatConnectionsSnapshot {
  /** The id of the active chat, if there is one. */
  readonly selected: string | null;
  /** Whether the selected chat's connection is open. */
  readonly connected: boolean;
  /** The chats in use: wanted, or not idle. */
  readonly chats: ReadonlyMap<string, ConnectionSnapshot>;
}

const nothing = () => undefined;

/** Which chats are wanted, lingering or in a burst, and what follows for their charts. */
export class Registry implements ChatOwner, ChatOperations {
  readonly options: ResolvedOptions;
  readonly runtime: Runtime;
  readonly #page: PageWatch;
  readonly #holds = new Holds();
  readonly #burst: SelectionBurst;
  readonly #live = new Map<string, LiveChat>();
  /** The chats that are held, or were when the last microtask ran (SE4). */
  readonly #wanted = new Set<string>();
  /** Released, but not yet settled. */
  readonly #leaving = new Set<string>();
  /** The longest-released first. */
  readonly #lingering = new Set<string>();
  readonly #idle: IdleChats;
  readonly #audiences = new Audiences();
  readonly #listeners = new Listeners();
  readonly #subscribers = new Subscribers<ChatConnectionsSnapshot>();
  /** Those whose subscribers hear of it at the end of the turn. */
  readonly #changed = new Set<string>();
  #snapshot: ChatConnectionsSnapshot = { selected: null, connected: false, chats: new Map() };
  #isSnapshotStale = false;
  isDisposed = false;

  constructor(options: ResolvedOptions) {
    this.options = options;
    const selected = () => this.#holds.selected;
    this.runtime = createRuntime(options, { selected, chat: this.#chat, any: () => this.#live.values().next().value });
    const { turn, clock } = this.runtime;
    this.#burst = new SelectionBurst(clock, options.burstMs);
    this.#idle = new IdleChats(clock, options);
    this.#page = new PageWatch(options.signals ?? platformSignals, turn, (event) => {
      for (const chat of this.#live.values()) if (chat.state !== 'idle') chat.tell(event);
    });
  }

  readonly select = (chatId: string | null): (() => void) => {
    if (chatId === null) {
      this.runtime.turn.run(() => this.#deselect());
      return nothing;
    }
    return this.#call(chatId, () => {
      const before = this.#holds.selected;
      const release = this.#holds.select(chatId, () => this.#endSelection(chatId));
      if (before !== chatId) this.#begin(before, chatId);
      return () => this.runtime.turn.run(release);
    });
  };

  readonly retain = (chatId: string): (() => void) =>
    this.#call(chatId, () => {
      const release = this.#holds.retain(chatId, () => this.#letGo(chatId));
      this.#want(chatId).want(this.#page.state);
      return () => this.runtime.turn.run(release);
    });

  readonly get = (chatId: string): ChatConnection => this.#call(chatId, () => this.#audiences.handle(chatId, this));

  readonly on = <Type extends ChatEventType>(type: Type, fn: ChatEventListener<Type>): (() => void) =>
    this.isDisposed ? nothing : this.#listeners.on(type, fn);

  readonly retry = (): void => {
    this.#checkUsable();
    this.runtime.turn.run(() => {
      for (const chatId of this.#wanted) this.#live.get(chatId)?.tell({ type: 'chat.retry' });
    });
  };

  readonly subscribe = (fn: (snapshot: ChatConnectionsSnapshot) => void): (() => void) => {
    const unsubscribe = this.#subscribers.add(fn, this.getSnapshot());
    if (this.isDisposed) unsubscribe();
    return unsubscribe;
  };

  readonly getSnapshot = (): ChatConnectionsSnapshot => {
    if (!this.#isSnapshotStale) return this.#snapshot;
    this.#isSnapshotStale = false;
    const { selected } = this.#holds;
    const inUse = [...this.#live].filter(([chatId, chat]) => this.#wanted.has(chatId) || chat.state !== 'idle');
    const chats = new Map(inUse.map(([chatId, chat]) => [chatId, chat.snapshot]));
    const connected = selected !== null && chats.get(selected)?.connected === true;
    const last = this.#snapshot;
    const isSame =
      last.selected === selected &&
      last.chats.size === chats.size &&
      [...chats].every(([chatId, snapshot]) => last.chats.get(chatId) === snapshot);
    if (!isSame) this.#snapshot = { selected, connected, chats };
    return this.#snapshot;
  };

  readonly dispose = (): void => {
    const { turn, leaver } = this.runtime;
    turn.run(() => {
      if (this.isDisposed) return;
      this.isDisposed = true;
      this.#deselect();
      this.#wanted.clear();
      for (const chat of this.#live.values()) chat.end();
      for (const chatId of this.#live.keys()) this.#publishLater(chatId);
      this.#live.clear();
      leaver.cancel();
      this.#page.stop();
      // After what a chart that is amid a transition has still to report.
      turn.afterwards(() => turn.afterwards(() => this.#dismiss()));
    });
    turn.settle();
  };

  #dismiss(): void {
    this.#audiences.clear();
    this.#listeners.clear();
    this.#subscribers.clear();
  }

  // What handles delegate to.

  snapshotOf(chatId: string): ConnectionSnapshot {
    return this.#live.get(chatId)?.snapshot ?? unusedSnapshot(chatId, this.options.maxAttempts);
  }

  listen<Type extends ChatEventType>(handle: ChatConnection, type: Type, fn: ChatEventListener<Type>): () => void {
    return this.isDisposed ? nothing : this.#audiences.listen(handle, type, fn);
  }

  subscribeTo(handle: ChatConnection, fn: (snapshot: ConnectionSnapshot) => void): () => void {
    const unsubscribe = this.#audiences.subscribe(handle, fn);
    if (this.isDisposed) unsubscribe();
    return unsubscribe;
  }

  retryOne(chatId: string): void {
    this.#checkUsable();
    if (!this.#wanted.has(chatId)) return;
    this.runtime.turn.run(() => this.#live.get(chatId)?.tell({ type: 'chat.retry' }));
  }

  send(chatId: string, data: SendableData): SendReceipt {
    return this.runtime.turn.run(() => {
      const chat = this.#live.get(chatId);
      if (chat !== undefined) return chat.send(data);
      const reason = this.isDisposed ? 'disposed' : 'not-wanted';
      return { id: this.runtime.nextMessageId(), status: 'rejected', reason };
    });
  }

  // What live chats ask and tell.

  readonly isWanted = (chatId: string): boolean => this.#wanted.has(chatId);

  deliver(event: ChatEventMap['message']): void {
    this.#audiences.emit('message', event);
    this.#listeners.emit('message', event);
  }

  announce<Type extends ChatEventType>(type: Type, event: ChatEventMap[Type]): void {
    this.runtime.turn.afterwards(() => {
      this.#audiences.emit(type, event);
      this.#listeners.emit(type, event);
    });
  }

  changed(chat: LiveChat): void {
    const { chatId, state } = chat;
    if (state !== 'open') this.#lingering.delete(chatId);
    if (state === 'idle' && !this.#wanted.has(chatId)) this.#idle.add(chatId, chat.lastAttemptAt);
    else this.#idle.delete(chatId);
    if (this.#wanted.size === 0 && this.#lingering.size === 0) this.#page.stop();
    this.#publishLater(chatId);
  }

  discreditOffline(): void {
    this.#page.discreditOffline();
  }

  // Wishes.

  /** A call about a chat, which may connect: forgets what no longer matters, and refuses what is not an id. */
  #call<Result>(chatId: string, fn: () => Result): Result {
    this.#checkUsable();
    encodeChatId(chatId);
    return this.runtime.turn.run(() => {
      this.#forget();
      return fn();
    });
  }

  #checkUsable(): void {
    if (this.isDisposed) throw new DisposedError();
  }

  #begin(before: string | null, chatId: string): void {
    if (before !== null) this.#letGo(before);
    const chat = this.#want(chatId);
    const begin = () => chat.want(this.#page.state);
    if (this.#burst.note() && chat.state === 'idle') this.#burst.onSettled(begin);
    else begin();
  }

  /** Its chart is still to be told. */
  #want(chatId: string): LiveChat {
    this.#page.start();
    this.#leaving.delete(chatId);
    this.#lingering.delete(chatId);
    this.#wanted.add(chatId);
    const chat = this.#chat(chatId);
    this.changed(chat);
    return chat;
  }

  #deselect(): void {
    const { selected } = this.#holds;
    this.#holds.deselect();
    if (selected !== null) this.#endSelection(selected);
  }

  #endSelection(chatId: string): void {
    this.#burst.cancel();
    this.#isSnapshotStale = true;
    if (this.#holds.has(chatId)) this.#publishLater(chatId);
    this.#letGo(chatId);
  }

  #letGo(chatId: string): void {
    if (this.#holds.has(chatId) || this.isDisposed) return;
    if (this.#leaving.size === 0) queueMicrotask(() => this.runtime.turn.run(() => this.#settle()));
    this.#leaving.add(chatId);
  }

  #settle(): void {
    const { maxLingering } = this.options;
    const leaving = [...this.#leaving];
    this.#leaving.clear();
    for (const chatId of leaving) {
      this.#wanted.delete(chatId);
      const chat = this.#live.get(chatId);
      if (chat?.state === 'open') this.#lingering.add(chatId);
      chat?.release();
    }
    const evicted = [...this.#lingering].slice(0, Math.max(0, this.#lingering.size - maxLingering));
    for (const chatId of evicted) this.#live.get(chatId)?.tell({ type: 'chat.evict' });
  }

  readonly #chat = (chatId: string): LiveChat => {
    const chat = this.#live.get(chatId) ?? new LiveChat(chatId, this);
    this.#live.set(chatId, chat);
    return chat;
  };

  #forget(): void {
    for (const chatId of this.#idle.takeForgotten()) {
      this.#live.get(chatId)?.end();
      this.#live.delete(chatId);
      this.#idle.delete(chatId);
    }
  }

  #publishLater(chatId: string): void {
    this.#isSnapshotStale = true;
    if (this.#changed.size === 0) this.runtime.turn.afterwards(() => this.#publish());
    this.#changed.add(chatId);
  }

  #publish(): void {
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const chatId of changed) this.#audiences.publish(chatId);
    if (!this.#subscribers.isEmpty) this.#subscribers.publish(this.getSnapshot());
  }
}
