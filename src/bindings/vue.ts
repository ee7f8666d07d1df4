/**
 * Chats in Vue 3: a connection for as long as a component lives, and events. See docs/bindings.md.
 *
 * @packageDocumentation
 */
import {
  type ComputedRef,
  computed,
  getCurrentInstance,
  type MaybeRefOrGetter,
  onActivated,
  onDeactivated,
  onMounted,
  shallowRef,
  toValue,
  triggerRef,
  watch,
} from 'vue';
import type { ChatConnections, ChatEventListener, ChatEventType } from '../index.js';
import {
  type ChatCommands,
  commandsOf,
  holdChat,
  type UsedChat as PlainUsedChat,
  type UseChatOptions,
} from './used-chat.js';

export type { ChatCommands, UseChatOptions } from './used-chat.js';

/** What a component knows of the chat that it uses, and can do with it; `chat` and `snapshot` hold null without one. */
export interface UsedChat<ChatId extends string | null = string | null> extends ChatCommands {
  readonly chat: ComputedRef<PlainUsedChat<ChatId>['chat']>;
  readonly snapshot: ComputedRef<PlainUsedChat<ChatId>['snapshot']>;
}

/**
 * The connection of a chat, or of none, for as long as the scope lasts: it is held while the component is mounted, outside
 * of one from now on, and released when the scope ends, another chat is used, or `KeepAlive` puts the component aside. A
 * server, where nothing mounts, connects nothing.
 */
export function useChatConnection<ChatId extends string | null>(
  chats: ChatConnections,
  chatId: MaybeRefOrGetter<ChatId>,
  { hold = 'select' }: UseChatOptions = {},
): UsedChat<ChatId> {
  const id = computed(() => toValue(chatId));
  const chat = computed(() => (id.value === null ? null : chats.get(id.value)));
  const changes = shallowRef();
  const snapshot = computed(() => {
    void changes.value;
    return chat.value?.getSnapshot() ?? null;
  });
  whileShown(chat, (current) => {
    const unsubscribe = current.subscribe(() => triggerRef(changes));
    const release = holdChat(chats, current.chatId, hold);
    return () => {
      release();
      unsubscribe();
    };
  });
  return {
    chat,
    snapshot,
    send: (data) => commandsOf(chat.value).send(data),
    retry: () => commandsOf(chat.value).retry(),
  } as UsedChat<ChatId>;
}

/** Calls `fn` for every event of that type of the chat, for as long as the scope lasts and the component is shown. */
export function useChatEvent<Type extends ChatEventType>(
  chats: ChatConnections,
  chatId: MaybeRefOrGetter<string | null>,
  type: Type,
  fn: ChatEventListener<Type>,
): void {
  whileShown(
    computed(() => toValue(chatId)),
    (id) => chats.get(id).on(type, fn),
  );
}

/** Starts what follows a value, and ends it before the next one; while the component is not shown, there is none. */
const whileShown = <Value>(source: ComputedRef<Value | null>, start: (value: Value) => () => void): void => {
  const isShown = shallowRef(getCurrentInstance() === null);
  if (!isShown.value) {
    const show = () => {
      isShown.value = true;
    };
    onMounted(show);
    onActivated(show);
    onDeactivated(() => {
      isShown.value = false;
    });
  }
  watch(
    () => (isShown.value ? source.value : null),
    (value, _before, onCleanup) => {
      if (value !== null) onCleanup(start(value));
    },
    { immediate: true },
  );
};
