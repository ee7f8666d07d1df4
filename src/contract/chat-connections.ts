import type { ChatConnection } from './chat-connection.js';
import type { ChatEventListener, ChatEventType } from './events.js';
import type { ConnectionSnapshot } from './snapshot.js';

/** Keeps the connections of the chats that are wanted. All methods are bound; chat ids are checked (`TypeError`). */
export interface ChatConnections extends PlatformDisposable {
  /**
   * Makes this the active chat and releases the one before; null lets go. Idempotent: selecting the selected chat changes
   * nothing (SE2). The returned release is idempotent too; the selection lasts until another one, null, or until every
   * call that made or repeated it was released (SE3). Throws `DisposedError` after `dispose`, but not for null.
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
   * Holds a chat beside the selected one, until the returned release is called. Throws `DisposedError` after `dispose`.
   *
   * @example
   * import { createChatConnections } from 'evenkeel';
   *
   * const chats = createChatConnections();
   * const release = chats.retain('42'); // when a component is mounted; call release() when it is gone
   */
  retain(chatId: string): () => void;
  /** The handle of a chat; never connects (SE1). The same object as long as anyone holds it. Throws `DisposedError` after `dispose`. */
  get(chatId: string): ChatConnection;
  /**
   * Calls `fn` for every event of that type of any chat, until the returned function is called.
   *
   * @example
   * import { createChatConnections } from 'evenkeel';
   *
   * const chats = createChatConnections();
   * const stop = chats.on('message', ({ chatId, data }) => console.log(chatId, data));
   * stop();
   */
  on<Type extends ChatEventType>(type: Type, fn: ChatEventListener<Type>): () => void;
  /** `retry()` of every wanted chat that is not open. Throws `DisposedError` after `dispose`. */
  retry(): void;
  /** `reconnect()` of every chat in use: the credentials changed. Throws `DisposedError` after `dispose`. */
  reconnect(): void;
  /** Calls `fn` at once and on every change, until the returned function is called (Svelte's store contract). */
  subscribe(fn: (snapshot: ChatConnectionsSnapshot) => void): () => void;
  /** What is true now: the same object until something changes; messages change nothing. */
  getSnapshot(): ChatConnectionsSnapshot;
  /**
   * Closes everything, reports what was queued as undelivered, and removes every listener and timer (EN1). Open
   * connections raise `close` before that. Idempotent. `[Symbol.dispose]` is the same, where the platform has it.
   */
  dispose(): void;
}

/** `[Symbol.dispose]`, where the program's types know it. */
export type PlatformDisposable = SymbolConstructor extends { readonly dispose: infer Dispose extends symbol }
  ? { [Name in Dispose]: () => void }
  : object;

/** What is true of all chats: the same object until something changes. */
export interface ChatConnectionsSnapshot {
  /** The id of the active chat, if there is one. */
  readonly selected: string | null;
  /** Whether the selected chat's connection is open. */
  readonly connected: boolean;
  /**
   * The chats in use (wanted, or not idle), in the order in which they came into use. It reads as a `Map` does and never
   * changes; `new Map(chats)` is one.
   */
  readonly chats: ReadonlyMap<string, ConnectionSnapshot>;
}
