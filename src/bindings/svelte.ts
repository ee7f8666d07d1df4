/**
 * Chats in Svelte 5: a connection for as long as a component lives, and events. See docs/bindings.md.
 *
 * @packageDocumentation
 */
import { onMount, untrack } from 'svelte';
import { fromStore, toStore } from 'svelte/store';
import type { ChatConnections, ChatEventListener, ChatEventType } from '../index.js';
import { commandsOf, holdChat, nothing, type UseChatOptions, type UsedChat } from './used-chat.js';

export type { ChatCommands, UseChatOptions, UsedChat } from './used-chat.js';

/**
 * The connection of a chat, or of none, for as long as the component lives: it is held from the mounting on, and released
 * when the component is destroyed or uses another. `chat` and `snapshot` are reactive, and so not to be destructured.
 * A server, where nothing mounts, connects nothing. To be called while the component initialises.
 */
export function useChatConnection<ChatId extends string | null>(
  chats: ChatConnections,
  chatId: () => ChatId,
  { hold = 'select' }: UseChatOptions = {},
): UsedChat<ChatId> {
  let source: Source = NO_SOURCE;
  /** For the id as it is when read: no reader of a new id sees the snapshot of the old one. */
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

/** Calls `fn` for every event of that type of the chat, for as long as the component lives. */
export function useChatEvent<Type extends ChatEventType>(
  chats: ChatConnections,
  chatId: () => string | null,
  type: Type,
  fn: ChatEventListener<Type>,
): void {
  whileMounted(chatId, (id) => chats.get(id).on(type, fn));
}

/** A chat as Svelte reads it. */
const sourceOf = (chats: ChatConnections, chatId: string) => {
  const chat = chats.get(chatId);
  return { chatId, chat, store: fromStore(chat) };
};

const NO_SOURCE = { chatId: null, chat: null, store: { current: null } };

type Source = ReturnType<typeof sourceOf> | typeof NO_SOURCE;

/** Starts what follows a chat, and ends it before the next one and with the component. */
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
