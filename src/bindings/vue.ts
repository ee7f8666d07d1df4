/**
 * Chats in Vue 3: a connection while a component is mounted, and events. See docs/bindings.md.
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

/** What a component knows about its chat, and can do with it. Without a chat, `chat` and `snapshot` hold null. */
export interface UsedChat<ChatId extends string | null = string | null> extends ChatCommands {
  readonly chat: ComputedRef<PlainUsedChat<ChatId>['chat']>;
  readonly snapshot: ComputedRef<PlainUsedChat<ChatId>['snapshot']>;
}

/**
 * The connection of a chat (or of none) for a scope. In a component the chat is held while the component is mounted; outside
 * a component it is held at once. It is released when the scope ends, another chat is used, or `KeepAlive` deactivates the
 * component. On a server nothing mounts, so nothing connects.
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

/** Calls `fn` for every event of this type on the chat, until the scope ends, and only while the component is shown. */
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

/** Calls `start` for each value, and its result before the next one. While the component is not shown, there is no value. */
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
