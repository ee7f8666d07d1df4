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
import type { DeliveryEventType, DeliveryListener } from '../delivery/index.js';
import type { ChatConnections, ChatEventListener, ChatEventType } from '../index.js';
import {
  type ChatCommands,
  commandsOf,
  type Delivery,
  holdChat,
  type UsedChat as PlainUsedChat,
  type UsedDelivery as PlainUsedDelivery,
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
  const { chat, snapshot } = watched(chatId, chats.get, (id) => holdChat(chats, id, hold));
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

/** What a component knows about the delivery of its chat. Without a chat, both hold null. */
export interface UsedDelivery<ChatId extends string | null = string | null> {
  readonly chat: ComputedRef<PlainUsedDelivery<ChatId>['chat']>;
  readonly snapshot: ComputedRef<PlainUsedDelivery<ChatId>['snapshot']>;
}

/**
 * The delivery of a chat (or of none) for a scope: its messages that have not ended, and where it is. The chat is held as by
 * `useChatConnection`.
 */
export function useDelivery<ChatId extends string | null>(
  delivery: Delivery,
  chatId: MaybeRefOrGetter<ChatId>,
  { hold = 'select' }: UseChatOptions = {},
): UsedDelivery<ChatId> {
  return watched(chatId, delivery.get, (id) => holdChat(delivery.connections, id, hold)) as UsedDelivery<ChatId>;
}

/** Calls `fn` for every event of this type of the chat's delivery, until the scope ends, and only while the component is shown. */
export function useDeliveryEvent<Type extends DeliveryEventType>(
  delivery: Delivery,
  chatId: MaybeRefOrGetter<string | null>,
  type: Type,
  fn: DeliveryListener<Type>,
): void {
  whileShown(
    computed(() => toValue(chatId)),
    (id) => delivery.get(id).on(type, fn),
  );
}

interface Watchable<Snapshot> {
  readonly chatId: string;
  getSnapshot(): Snapshot;
  subscribe(fn: (snapshot: Snapshot) => void): () => void;
}

/** A chat and its snapshot, held while it is shown. */
const watched = <Snapshot, Chat extends Watchable<Snapshot>>(
  chatId: MaybeRefOrGetter<string | null>,
  get: (chatId: string) => Chat & Watchable<Snapshot>,
  hold: (chatId: string) => () => void,
) => {
  const id = computed(() => toValue(chatId));
  const chat = computed(() => (id.value === null ? null : get(id.value)));
  const changes = shallowRef();
  const snapshot = computed(() => {
    void changes.value;
    return chat.value?.getSnapshot() ?? null;
  });
  whileShown(chat, (current) => {
    const unsubscribe = current.subscribe(() => triggerRef(changes));
    const release = hold(current.chatId);
    return () => {
      release();
      unsubscribe();
    };
  });
  return { chat, snapshot };
};

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
