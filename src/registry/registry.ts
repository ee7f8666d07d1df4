import { type ChatOwner, LiveChat } from '../chat/live-chat.js';
import { createRuntime, type Runtime } from '../chat/runtime.js';
import type { ChatConnection } from '../contract/chat-connection.js';
import type { ChatConnectionsSnapshot } from '../contract/chat-connections.js';
import { DisposedError } from '../contract/errors.js';
import type { ChatEventListener, ChatEventMap, ChatEventType } from '../contract/events.js';
import type { SendReceipt } from '../contract/receipts.js';
import { type ConnectionSnapshot, unusedSnapshot } from '../contract/snapshot.js';
import type { SendableData } from '../contract/web-socket.js';
import { encodeChatId } from '../domain/chat-id.js';
import type { Verdict } from '../domain/close-codes.js';
import { PageWatch } from '../effects/page-watch.js';
import { platformSignals } from '../effects/platform-signals.js';
import type { EngineFactory } from '../engine/chart.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import { Broadcaster } from './broadcaster.js';
import type { ChatOperations } from './handle.js';
import { IdleChats } from './idle-chats.js';
import { References } from './references.js';
import { SelectionBurst } from './selection-burst.js';
import { SnapshotStore } from './snapshot-store.js';
import { WantedChats } from './wanted-chats.js';

const nothing = () => undefined;

/** Decides which chats are wanted, lingering or in a burst, and what their charts do about it. */
export class Registry implements ChatOwner, ChatOperations {
  readonly options: ResolvedOptions;
  readonly runtime: Runtime;
  readonly #page: PageWatch;
  readonly #references = new References();
  readonly #burst: SelectionBurst;
  readonly #live = new Map<string, LiveChat>();
  readonly #wanted: WantedChats;
  readonly #idle: IdleChats;
  readonly #snapshots: SnapshotStore;
  readonly #broadcaster: Broadcaster;
  isDisposed = false;

  constructor(options: ResolvedOptions, createEngine: EngineFactory) {
    this.options = options;
    const references = this.#references;
    const chat = (chatId: string) => this.#live.get(chatId);
    const any = () => this.#live.values().next().value;
    this.runtime = createRuntime(options, createEngine, { selected: () => references.selected, chat, any });
    this.#snapshots = new SnapshotStore(references, (chatId) => {
      const live = chat(chatId);
      return live && (this.#wanted.has(chatId) || live.state !== 'idle') ? live.snapshot : null;
    });
    const { batch, clock } = this.runtime;
    const settleLater = (fn: () => void) => queueMicrotask(() => batch.run(fn));
    this.#wanted = new WantedChats({ maxLingering: options.maxLingering, chat, settleLater });
    this.#broadcaster = new Broadcaster(batch, this.#snapshots);
    this.#burst = new SelectionBurst(clock, options.burstMs);
    this.#idle = new IdleChats(clock, options);
    this.#page = new PageWatch(options.signals ?? platformSignals, batch, (event) => {
      for (const chat of this.#live.values()) if (chat.state !== 'idle') chat.tell(event);
    });
  }

  readonly select = (chatId: string | null): (() => void) => {
    if (chatId === null) {
      this.runtime.batch.run(() => this.#deselect());
      return nothing;
    }
    return this.#call(chatId, () => {
      // Read the clock first: it is the user's, and may call back into the library.
      const isHasty = this.#references.selected !== chatId && this.#burst.note();
      if (this.isDisposed) return nothing;
      const before = this.#references.selected;
      const release = this.#references.select(chatId, () => this.#endSelection(chatId));
      if (before !== chatId) {
        if (before !== null) this.#letGo(before);
        this.#want(chatId, isHasty);
      }
      return () => this.runtime.batch.run(release);
    });
  };

  readonly retain = (chatId: string): (() => void) =>
    this.#call(chatId, () => {
      if (this.isDisposed) return nothing;
      const release = this.#references.retain(chatId, () => this.#letGo(chatId));
      this.#want(chatId, false);
      return () => this.runtime.batch.run(release);
    });

  readonly get = (chatId: string): ChatConnection => this.#call(chatId, () => this.#broadcaster.handle(chatId, this));

  readonly on = <Type extends ChatEventType>(type: Type, fn: ChatEventListener<Type>): (() => void) =>
    this.isDisposed ? nothing : this.#broadcaster.on(type, fn);

  readonly retry = (): void => {
    this.#checkUsable();
    this.#retry(this.#wanted);
  };

  readonly reconnect = (): void => {
    this.#checkUsable();
    this.#renew([...this.#live.keys()]);
  };

  readonly subscribe = (fn: (snapshot: ChatConnectionsSnapshot) => void): (() => void) => {
    const unsubscribe = this.#broadcaster.subscribe(fn);
    if (this.isDisposed) unsubscribe();
    return unsubscribe;
  };

  readonly getSnapshot = (): ChatConnectionsSnapshot => this.#snapshots.get();

  readonly dispose = (): void => {
    const { batch } = this.runtime;
    batch.run(() => {
      if (this.isDisposed) return;
      this.isDisposed = true;
      this.#references.clear();
      this.#wanted.clear();
      batch.next(() => this.#end());
    });
    batch.settle();
  };

  #end(): void {
    const { batch, closer } = this.runtime;
    this.#burst.cancel();
    for (const [chatId, chat] of this.#live) {
      chat.end();
      this.#broadcaster.publishLater(chatId);
    }
    this.#live.clear();
    this.#snapshots.clear();
    closer.cancel();
    this.#page.stop();
    batch.afterwards(() => this.#broadcaster.clear());
  }

  // Operations of the handles.

  snapshotOf(chatId: string): ConnectionSnapshot {
    return this.#live.get(chatId)?.snapshot ?? unusedSnapshot(chatId, this.options.maxAttempts);
  }

  listen<Type extends ChatEventType>(handle: ChatConnection, type: Type, fn: ChatEventListener<Type>): () => void {
    return this.isDisposed ? nothing : this.#broadcaster.listen(handle, type, fn);
  }

  subscribeTo(handle: ChatConnection, fn: (snapshot: ConnectionSnapshot) => void): () => void {
    const unsubscribe = this.#broadcaster.subscribeTo(handle, fn);
    if (this.isDisposed) unsubscribe();
    return unsubscribe;
  }

  retryOne(chatId: string): void {
    this.#checkUsable();
    this.#retry([chatId]);
  }

  reconnectOne(chatId: string): void {
    this.#checkUsable();
    this.#renew([chatId]);
  }

  abandon(chatId: string, verdict: Verdict, reason: unknown): void {
    this.#checkUsable();
    const { batch } = this.runtime;
    batch.run(() => batch.next(() => this.#live.get(chatId)?.abandon(verdict, reason)));
  }

  send(chatId: string, data: SendableData, mayQueue: boolean): SendReceipt {
    return this.runtime.batch.run(() => {
      const chat = this.#live.get(chatId);
      if (chat !== undefined && !this.isDisposed) return chat.send(data, mayQueue);
      const reason = this.isDisposed ? 'disposed' : 'not-wanted';
      return { id: this.runtime.nextMessageId(), status: 'rejected', reason };
    });
  }

  // Called by live chats.

  readonly isWanted = (chatId: string): boolean => this.#wanted.has(chatId);

  deliver(event: ChatEventMap['message']): void {
    this.#broadcaster.deliver(event);
  }

  announce<Type extends ChatEventType>(type: Type, event: ChatEventMap[Type]): void {
    this.#broadcaster.announce(type, event);
  }

  changed(chat: LiveChat): void {
    const { chatId, state } = chat;
    if (state !== 'open') this.#wanted.endLingering(chatId);
    if (state === 'idle' && !this.#wanted.has(chatId)) {
      this.#idle.add(chatId, chat.lastAttemptAt);
      this.#snapshots.drop(chatId);
    } else this.#idle.delete(chatId);
    if (this.#wanted.isEmpty) this.#page.stop();
    this.#broadcaster.publishLater(chatId);
  }

  discreditOffline(): void {
    this.#page.discreditOffline();
  }

  // Wanting and releasing.

  /** Runs a call about a chat, which may connect. It first forgets what no longer matters, and rejects an invalid chat id. */
  #call<Result>(chatId: string, fn: () => Result): Result {
    this.#checkUsable();
    encodeChatId(chatId);
    return this.runtime.batch.run(() => {
      this.#forget();
      return fn();
    });
  }

  #checkUsable(): void {
    if (this.isDisposed) throw new DisposedError();
  }

  /** Records that the chat is wanted; no user code runs until that is done. Its consequences come next. */
  #want(chatId: string, isHasty: boolean): void {
    this.#wanted.want(chatId);
    const chat = this.#live.get(chatId) ?? new LiveChat(chatId, this);
    this.#live.set(chatId, chat);
    this.changed(chat);
    this.runtime.batch.next(() => this.#begin(chat, isHasty));
  }

  #begin(chat: LiveChat, isHasty: boolean): void {
    const { chatId } = chat;
    this.#page.start();
    // User code called in the meantime may have released it.
    if (!this.#references.has(chatId)) return;
    const isBurst = isHasty && this.#references.selected === chatId && chat.state === 'idle';
    if (!isBurst) return chat.want(this.#page.state);
    this.#burst.onSettled(() => this.#begin(chat, false));
    // Last, because an inspector may release the chat.
    chat.appear();
  }

  #retry(chatIds: Iterable<string>): void {
    this.#ask(chatIds, (chatId) => this.#wanted.has(chatId), { type: 'chat.retry' });
  }

  #renew(chatIds: Iterable<string>): void {
    this.#ask(chatIds, (chatId) => this.#wanted.isInUse(chatId), { type: 'chat.renew' });
    // Where there is nothing to replace.
    this.#retry(chatIds);
  }

  #ask(chatIds: Iterable<string>, isMeant: (chatId: string) => boolean, event: Parameters<LiveChat['tell']>[0]): void {
    const { batch } = this.runtime;
    batch.run(() =>
      batch.next(() => {
        for (const chatId of chatIds) if (isMeant(chatId)) this.#live.get(chatId)?.tell(event);
      }),
    );
  }

  #deselect(): void {
    const { selected } = this.#references;
    this.#references.deselect();
    if (selected !== null) this.#endSelection(selected);
  }

  #endSelection(chatId: string): void {
    if (this.#references.has(chatId)) this.#broadcaster.publishLater(chatId);
    this.#letGo(chatId);
    this.#burst.cancel();
  }

  #letGo(chatId: string): void {
    if (this.#references.has(chatId) || this.isDisposed) return;
    this.#wanted.letGo(chatId);
  }

  /** Ends the charts of forgotten chats next, so that inspectors see it after the current call. */
  #forget(): void {
    const ended: LiveChat[] = [];
    for (const chatId of this.#idle.takeForgotten()) {
      const chat = this.#live.get(chatId);
      if (chat === undefined) continue;
      this.#live.delete(chatId);
      this.#broadcaster.publishLater(chatId);
      ended.push(chat);
    }
    if (ended.length === 0) return;
    this.runtime.batch.next(() => {
      for (const chat of ended) chat.end();
    });
  }
}
