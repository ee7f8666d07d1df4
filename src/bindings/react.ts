/**
 * Chats in React: a connection while a component is mounted, and events. See docs/bindings.md.
 *
 * @packageDocumentation
 */
'use client';

import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { unusedSnapshot } from '../contract/snapshot.js';
import type { DeliveryEventType, DeliveryListener, DeliverySnapshot } from '../delivery/index.js';
import type { ChatConnections, ChatEventListener, ChatEventType, ConnectionSnapshot } from '../index.js';
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
 * it unmounts or uses another chat. Rendering never connects, not even on a server. The returned object and its parts keep
 * their identity until they change.
 */
export function useChatConnection<ChatId extends string | null>(
  chats: ChatConnections,
  chatId: ChatId,
  { hold = 'select' }: UseChatOptions = {},
): UsedChat<ChatId> {
  const source = useMemo(() => (chatId === null ? NO_SOURCE : sourceOf(chats, chatId)), [chats, chatId]);
  const snapshot = useSyncExternalStore(source.subscribe, source.getSnapshot, source.getServerSnapshot);
  useEffect(() => (chatId === null ? nothing : holdChat(chats, chatId, hold)), [chats, chatId, hold]);
  return useMemo(() => {
    const { chat } = source;
    const { send, retry } = commandsOf(chat);
    return { chat, snapshot, send, retry } as UsedChat<ChatId>;
  }, [source, snapshot]);
}

/**
 * Calls `fn` for every event of this type on the chat while the component is mounted. It always calls the `fn` of the last
 * rendering.
 */
export function useChatEvent<Type extends ChatEventType>(
  chats: ChatConnections,
  chatId: string | null,
  type: Type,
  fn: ChatEventListener<Type>,
): void {
  const latest = useLatest(fn);
  useEffect(
    () => (chatId === null ? nothing : chats.get(chatId).on(type, (event) => latest.current(event))),
    [chats, chatId, type, latest],
  );
}

/**
 * The delivery of a chat (or of none) for a component: its messages that have not ended, and where it is. The chat is held as by
 * `useChatConnection`. The returned object and its parts keep their identity until they change.
 */
export function useDelivery<ChatId extends string | null>(
  delivery: Delivery,
  chatId: ChatId,
  { hold = 'select' }: UseChatOptions = {},
): UsedDelivery<ChatId> {
  const { connections } = delivery;
  const source = useMemo(() => (chatId === null ? NO_SOURCE : deliverySourceOf(delivery, chatId)), [delivery, chatId]);
  const snapshot = useSyncExternalStore(source.subscribe, source.getSnapshot, source.getServerSnapshot);
  useEffect(() => (chatId === null ? nothing : holdChat(connections, chatId, hold)), [connections, chatId, hold]);
  return useMemo(() => ({ chat: source.chat, snapshot }) as UsedDelivery<ChatId>, [source, snapshot]);
}

/**
 * Calls `fn` for every event of this type of the chat's delivery while the component is mounted. It always calls the `fn` of the
 * last rendering.
 */
export function useDeliveryEvent<Type extends DeliveryEventType>(
  delivery: Delivery,
  chatId: string | null,
  type: Type,
  fn: DeliveryListener<Type>,
): void {
  const latest = useLatest(fn);
  useEffect(
    () => (chatId === null ? nothing : delivery.get(chatId).on(type, (event) => latest.current(event))),
    [delivery, chatId, type, latest],
  );
}

/** Always what the last rendering gave. */
const useLatest = <Value>(value: Value) => {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
};

const deliverySourceOf = (delivery: Delivery, chatId: string) => {
  const chat = delivery.get(chatId);
  const atFirst = chat.getSnapshot();
  return {
    chat,
    subscribe: chat.subscribe,
    getSnapshot: (): DeliverySnapshot | null => chat.getSnapshot(),
    getServerSnapshot: (): DeliverySnapshot | null => atFirst,
  };
};

/** A chat in the form that React reads. */
const sourceOf = (chats: ChatConnections, chatId: string) => {
  const chat = chats.get(chatId);
  const unused = unusedSnapshot(chatId, chat.getSnapshot().maxAttempts);
  return {
    chat,
    subscribe: chat.subscribe,
    getSnapshot: (): ConnectionSnapshot | null => chat.getSnapshot(),
    // The snapshot that the server rendered. It is also used for parts of the page that are hydrated when the chat is
    // already open.
    getServerSnapshot: (): ConnectionSnapshot | null => unused,
  };
};

const NO_SOURCE = {
  chat: null,
  subscribe: () => nothing,
  getSnapshot: () => null,
  getServerSnapshot: () => null,
};
