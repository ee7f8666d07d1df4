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
import { type ChatConnectionsSnapshot, SnapshotStore } from './snapshot-store.js';
import { Subscribers } from './subscribers.js';

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
  readonly #snapshots: SnapshotStore;
  isDisposed = false;

  constructor(options: ResolvedOptions) {
    this.options = options;
    const holds = this.#holds;
    const chat = (chatId: string) => this.#live.get(chatId);
    const any = () => this.#live.values().next().value;
    this.runtime = createRuntime(options, { selected: () => holds.selected, chat, any });
    this.#snapshots = new SnapshotStore(holds, (chatId) => {
      const live = chat(chatId);
      return live && (this.#wanted.has(chatId) || live.state !== 'idle') ? live.snapshot : null;
    });
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
      // What reads the clock goes first: the clock is the user's, and may call in between.
      const isHasty = this.#holds.selected !== chatId && this.#burst.note();
      if (this.isDisposed) return nothing;
      const before = this.#holds.selected;
      const release = this.#holds.select(chatId, () => this.#endSelection(chatId));
      if (before !== chatId) {
        if (before !== null) this.#letGo(before);
        this.#want(chatId, isHasty);
      }
      return () => this.runtime.turn.run(release);
    });
  };

  readonly retain = (chatId: string): (() => void) =>
    this.#call(chatId, () => {
      if (this.isDisposed) return nothing;
      const release = this.#holds.retain(chatId, () => this.#letGo(chatId));
      this.#want(chatId, false);
      return () => this.runtime.turn.run(release);
    });

  readonly get = (chatId: string): ChatConnection => this.#call(chatId, () => this.#audiences.handle(chatId, this));

  readonly on = <Type extends ChatEventType>(type: Type, fn: ChatEventListener<Type>): (() => void) =>
    this.isDisposed ? nothing : this.#listeners.on(type, fn);

  readonly retry = (): void => {
    this.#checkUsable();
    this.#retry(this.#wanted);
  };

  readonly subscribe = (fn: (snapshot: ChatConnectionsSnapshot) => void): (() => void) => {
    const unsubscribe = this.#subscribers.add(fn, this.getSnapshot());
    if (this.isDisposed) unsubscribe();
    return unsubscribe;
  };

  readonly getSnapshot = (): ChatConnectionsSnapshot => this.#snapshots.get();

  readonly dispose = (): void => {
    const { turn } = this.runtime;
    turn.run(() => {
      if (this.isDisposed) return;
      this.isDisposed = true;
      this.#holds.clear();
      this.#wanted.clear();
      turn.next(() => this.#end());
    });
    turn.settle();
  };

  #end(): void {
    const { turn, leaver } = this.runtime;
    this.#burst.cancel();
    for (const [chatId, chat] of this.#live) {
      chat.end();
      this.#publishLater(chatId);
    }
    this.#live.clear();
    this.#snapshots.clear();
    leaver.cancel();
    this.#page.stop();
    turn.afterwards(() => {
      this.#audiences.clear();
      this.#listeners.clear();
      this.#subscribers.clear();
    });
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
    this.#retry([chatId]);
  }

  send(chatId: string, data: SendableData): SendReceipt {
    return this.runtime.turn.run(() => {
      const chat = this.#live.get(chatId);
      if (chat !== undefined && !this.isDisposed) return chat.send(data);
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
    if (state === 'idle' && !this.#wanted.has(chatId)) {
      this.#idle.add(chatId, chat.lastAttemptAt);
      this.#snapshots.drop(chatId);
    } else this.#idle.delete(chatId);
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

  /** Notes that the chat is wanted; no user code runs until that is done. What follows from it comes next. */
  #want(chatId: string, isHasty: boolean): void {
    this.#leaving.delete(chatId);
    this.#lingering.delete(chatId);
    this.#wanted.add(chatId);
    const chat = this.#live.get(chatId) ?? new LiveChat(chatId, this);
    this.#live.set(chatId, chat);
    this.changed(chat);
    this.runtime.turn.next(() => this.#begin(chat, isHasty));
  }

  #begin(chat: LiveChat, isHasty: boolean): void {
    const { chatId } = chat;
    this.#page.start();
    // Who was called meanwhile may have released it.
    if (!this.#holds.has(chatId)) return;
    const isBurst = isHasty && this.#holds.selected === chatId && chat.state === 'idle';
    if (!isBurst) return chat.want(this.#page.state);
    this.#burst.onSettled(() => this.#begin(chat, false));
    // Last, since who inspects may let go of it.
    chat.appear();
  }

  #retry(chatIds: Iterable<string>): void {
    const { turn } = this.runtime;
    turn.run(() =>
      turn.next(() => {
        for (const chatId of chatIds)
          if (this.#wanted.has(chatId)) this.#live.get(chatId)?.tell({ type: 'chat.retry' });
      }),
    );
  }

  #deselect(): void {
    const { selected } = this.#holds;
    this.#holds.deselect();
    if (selected !== null) this.#endSelection(selected);
  }

  #endSelection(chatId: string): void {
    if (this.#holds.has(chatId)) this.#publishLater(chatId);
    this.#letGo(chatId);
    this.#burst.cancel();
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
      if (this.#live.get(chatId)?.state === 'open') this.#lingering.add(chatId);
    }
    // Who is called meanwhile may want them again.
    for (const chatId of leaving) if (!this.#wanted.has(chatId)) this.#live.get(chatId)?.release();
    for (const chatId of this.#lingering) {
      if (this.#lingering.size <= maxLingering) break;
      this.#live.get(chatId)?.tell({ type: 'chat.evict' });
    }
  }

  #forget(): void {
    for (const chatId of this.#idle.takeForgotten()) {
      // Who inspects its end may want it again, or another one of them.
      if (this.#wanted.has(chatId)) continue;
      const chat = this.#live.get(chatId);
      this.#live.delete(chatId);
      chat?.end();
      if (!this.#live.has(chatId)) this.#idle.delete(chatId);
    }
  }

  #publishLater(chatId: string): void {
    this.#snapshots.note(chatId);
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
