/**
 * Chats in Svelte 5: a connection while a component is mounted, and events. See docs/bindings.md.
 *
 * @packageDocumentation
 */
import { onMount, untrack } from 'svelte';
import { fromStore, type Readable, toStore } from 'svelte/store';
import type { DeliveryEventType, DeliveryListener } from '../delivery/index.js';
import type { ChatConnections, ChatEventListener, ChatEventType } from '../index.js';
import {
  commandsOf,
  type Delivery,
  holdChat,
  nothing,
  type UseChatOptions,
  type UsedChat,
  type UsedDelivery,
} from './used-chat.js';

export type { ChatCommands, UseChatOptions, UsedChat, UsedDelivery } from './used-chat.js';

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
  const current = sourceFor(chatId, chats.get);
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

/**
 * The delivery of a chat (or of none) for a component: its messages that have not ended, and where it is. The chat is held as by
 * `useChatConnection`. `chat` and `snapshot` are reactive: do not destructure them. Call it while the component initialises.
 */
export function useDelivery<ChatId extends string | null>(
  delivery: Delivery,
  chatId: () => ChatId,
  { hold = 'select' }: UseChatOptions = {},
): UsedDelivery<ChatId> {
  const current = sourceFor(chatId, delivery.get);
  whileMounted(chatId, (id) => holdChat(delivery.connections, id, hold));
  return {
    get chat() {
      return current().chat;
    },
    get snapshot() {
      return current().store.current;
    },
  } as UsedDelivery<ChatId>;
}

/** Calls `fn` for every event of this type of the chat's delivery while the component is mounted. */
export function useDeliveryEvent<Type extends DeliveryEventType>(
  delivery: Delivery,
  chatId: () => string | null,
  type: Type,
  fn: DeliveryListener<Type>,
): void {
  whileMounted(chatId, (id) => delivery.get(id).on(type, fn));
}

/** A chat in the form that Svelte reads. */
interface Source<Chat, Snapshot> {
  readonly chatId: string | null;
  readonly chat: Chat | null;
  readonly store: { readonly current: Snapshot | null };
}

/** The source for the id at the time of reading, so that a new id never shows the snapshot of the old one. */
const sourceFor = <Snapshot, Chat extends Readable<Snapshot>>(
  chatId: () => string | null,
  get: (chatId: string) => Chat & Readable<Snapshot>,
): (() => Source<Chat, Snapshot>) => {
  const none: Source<Chat, Snapshot> = { chatId: null, chat: null, store: { current: null } };
  let source = none;
  return () => {
    const id = chatId();
    if (id !== source.chatId) source = id === null ? none : untrack(() => sourceOf(id, get(id)));
    return source;
  };
};

const sourceOf = <Snapshot, Chat>(chatId: string, chat: Chat & Readable<Snapshot>): Source<Chat, Snapshot> => ({
  chatId,
  chat,
  store: fromStore(chat),
});

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
