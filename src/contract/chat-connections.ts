import type { ChatConnection } from './chat-connection.js';
import type { ChatEventListener, ChatEventType } from './events.js';
import type { ConnectionSnapshot } from './snapshot.js';

/** Manages the connections of the wanted chats. All methods are bound. Chat ids are checked (`TypeError`). */
export interface ChatConnections extends PlatformDisposable {
  /**
   * Makes this the active chat and releases the previous one; null only releases. Idempotent: selecting the selected chat
   * again changes nothing (SE2). The returned release function is idempotent too. The selection lasts until another
   * `select`, until `select(null)`, or until every call that made or repeated it was released (SE3). Throws `DisposedError`
   * after `dispose`, but not for null.
   *
   * @example
   * import { createChatConnections } from 'evenkeel';
   *
   * const chats = createChatConnections();
   * chats.select('42'); // connects chat 42
   * // Later, select('7') moves on to chat 7, and select(null) lets go: chat 42 is kept for 10 s, and then closed.
   */
  select(chatId: string | null): () => void;
  /**
   * Keeps a chat connected in addition to the selected one, until you call the returned release function. Throws
   * `DisposedError` after `dispose`.
   *
   * @example
   * import { createChatConnections } from 'evenkeel';
   *
   * const chats = createChatConnections();
   * const release = chats.retain('42'); // when a component is mounted; call release() when it is gone
   */
  retain(chatId: string): () => void;
  /**
   * The handle of a chat; never connects (SE1). Returns the same object as long as anyone holds it. Throws `DisposedError`
   * after `dispose`.
   */
  get(chatId: string): ChatConnection;
  /**
   * Calls `fn` for every event of this type on any chat, until you call the returned function.
   *
   * @example
   * import { createChatConnections } from 'evenkeel';
   *
   * const chats = createChatConnections();
   * const stop = chats.on('message', ({ chatId, data }) => console.log(chatId, data));
   * stop();
   */
  on<Type extends ChatEventType>(type: Type, fn: ChatEventListener<Type>): () => void;
  /** Calls `retry()` of every wanted chat that is not open. Throws `DisposedError` after `dispose`. */
  retry(): void;
  /** Calls `reconnect()` of every chat in use, because the credentials changed. Throws `DisposedError` after `dispose`. */
  reconnect(): void;
  /** Calls `fn` immediately and on every change, until you call the returned function (Svelte's store contract). */
  subscribe(fn: (snapshot: ChatConnectionsSnapshot) => void): () => void;
  /** The current state. Returns the same object until something changes; messages change nothing. */
  getSnapshot(): ChatConnectionsSnapshot;
  /**
   * Closes everything, reports queued messages as undelivered, and removes every listener and timer (EN1). Open connections
   * raise `close` first. Idempotent. `[Symbol.dispose]` does the same, where the platform has it.
   */
  dispose(): void;
}

/** `[Symbol.dispose]`, if the program's types know it. */
export type PlatformDisposable = SymbolConstructor extends { readonly dispose: infer Dispose extends symbol }
  ? { [Name in Dispose]: () => void }
  : object;

/** The state of all chats. The same object until something changes. */
export interface ChatConnectionsSnapshot {
  /** The id of the active chat, or null. */
  readonly selected: string | null;
  /** Whether the selected chat's connection is open. */
  readonly connected: boolean;
  /**
   * The chats in use (wanted, or not idle), in the order in which they came into use. It reads like a `Map` and never
   * changes; `new Map(chats)` makes a real one.
   */
  readonly chats: ReadonlyMap<string, ConnectionSnapshot>;
}
