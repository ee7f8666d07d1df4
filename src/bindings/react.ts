'use client';

/**
 * Chats in React: a connection for as long as a component lives, and events. See docs/bindings.md.
 *
 * @packageDocumentation
 */
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { unusedSnapshot } from '../contract/snapshot.js';
import type { ChatConnections, ChatEventListener, ChatEventType, ConnectionSnapshot } from '../index.js';
import { commandsOf, holdChat, nothing, type UseChatOptions, type UsedChat } from './used-chat.js';

export type { ChatCommands, UseChatOptions, UsedChat } from './used-chat.js';

/**
 * The connection of a chat, or of none, for as long as the component lives: it is held from the mounting on, and released
 * when the component unmounts or uses another. Rendering connects nothing, on a server neither. What it returns keeps its
 * identity until it changes, the object itself included.
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

/** Calls the `fn` of the last rendering for every event of that type of the chat, for as long as the component lives. */
export function useChatEvent<Type extends ChatEventType>(
  chats: ChatConnections,
  chatId: string | null,
  type: Type,
  fn: ChatEventListener<Type>,
): void {
  const latest = useRef(fn);
  useEffect(() => {
    latest.current = fn;
  });
  useEffect(
    () => (chatId === null ? nothing : chats.get(chatId).on(type, (event) => latest.current(event))),
    [chats, chatId, type],
  );
}

/** A chat as React reads it. */
const sourceOf = (chats: ChatConnections, chatId: string) => {
  const chat = chats.get(chatId);
  const unused = unusedSnapshot(chatId, chat.getSnapshot().maxAttempts);
  return {
    chat,
    subscribe: chat.subscribe,
    getSnapshot: (): ConnectionSnapshot | null => chat.getSnapshot(),
    // What the server rendered, also for the part of a page that is hydrated when the chat is long open.
    getServerSnapshot: (): ConnectionSnapshot | null => unused,
  };
};

const NO_SOURCE = {
  chat: null,
  subscribe: () => nothing,
  getSnapshot: () => null,
  getServerSnapshot: () => null,
};
