/**
 * Chats in Svelte 5: a connection while a component is mounted, and events. See docs/bindings.md.
 *
 * @packageDocumentation
 */
import { onMount, untrack } from 'svelte';
import { fromStore, toStore } from 'svelte/store';
import type { ChatConnections, ChatEventListener, ChatEventType } from '../index.js';
import { commandsOf, holdChat, nothing, type UseChatOptions, type UsedChat } from './used-chat.js';

export type { ChatCommands, UseChatOptions, UsedChat } from './used-chat.js';

/**
 * The connection of a chat (or of none) for a component. The chat is held while the component is mounted, and released when
 * it is destroyed or uses another chat. `chat` and `snapshot` are reactive: do not destructure them. On a server nothing
 * mounts, so nothing connects. Call it while the component initialises.
 */
export function useChatConnection<ChatId extends string | null>(
  chats: ChatConnections,
  chatId: () => ChatId,
  { hold = 'select' }: UseChatOptions = {},
): UsedChat<ChatId> {
  let source: Source = NO_SOURCE;
  /** The source for the id at the time of reading, so that a new id never shows the snapshot of the old one. */
  const current = () => {
    const id = chatId();
    if (id !== source.chatId) source = id === null ? NO_SOURCE : untrack(() => sourceOf(chats, id));
    return source;
  };
  whileMounted(chatId, (id) => holdChat(chats, id, hold));
  return {
    get chat() {
      return current().chat;
    },
    get snapshot() {
      return current().store.current;
    },
    send: (data) => commandsOf(current().chat).send(data),
    retry: () => commandsOf(current().chat).retry(),
  } as UsedChat<ChatId>;
}

/** Calls `fn` for every event of this type on the chat while the component is mounted. */
export function useChatEvent<Type extends ChatEventType>(
  chats: ChatConnections,
  chatId: () => string | null,
  type: Type,
  fn: ChatEventListener<Type>,
): void {
  whileMounted(chatId, (id) => chats.get(id).on(type, fn));
}

/** A chat in the form that Svelte reads. */
const sourceOf = (chats: ChatConnections, chatId: string) => {
  const chat = chats.get(chatId);
  return { chatId, chat, store: fromStore(chat) };
};

const NO_SOURCE = { chatId: null, chat: null, store: { current: null } };

type Source = ReturnType<typeof sourceOf> | typeof NO_SOURCE;

/** Calls `start` for each chat, and calls its result before the next chat and at the end of the component. */
const whileMounted = (chatId: () => string | null, start: (chatId: string) => () => void): void => {
  const ids = toStore(chatId);
  onMount(() => {
    let end = nothing;
    const unsubscribe = ids.subscribe((id) => {
      end();
      end = id === null ? nothing : untrack(() => start(id));
    });
    return () => {
      unsubscribe();
      end();
    };
  });
};
