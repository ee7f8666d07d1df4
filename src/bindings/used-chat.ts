import type { Delivery, DeliveryChat, DeliverySnapshot } from '../delivery/index.js';
import type { ChatConnection, ChatConnections, ConnectionSnapshot, SendableData, SendReceipt } from '../index.js';

/** The options of `useChatConnection`. */
export interface UseChatOptions {
  /**
   * What the component does with the chat while it is mounted. `select` (default): makes it the active chat and releases the
   * previous one; if several components select, the last one wins. `retain`: keeps it in addition to the selected one, for a
   * second pane. `none`: only reads it.
   */
  readonly hold?: 'select' | 'retain' | 'none' | undefined;
}

/** Commands for the chat that is in use when they are called. Bound. */
export interface ChatCommands {
  /** Like `send` of the handle. Without a chat the message is rejected: reason `not-wanted`, id 0, which no message has. */
  send(data: SendableData): SendReceipt;
  /** Like `retry` of the handle. Without a chat it does nothing. */
  retry(): void;
}

/** What a component knows about its chat, and can do with it. Without a chat, `chat` and `snapshot` are null. */
export type UsedChat<ChatId extends string | null = string | null> = ChatCommands &
  (ChatId extends string
    ? { readonly chat: ChatConnection; readonly snapshot: ConnectionSnapshot }
    : { readonly chat: null; readonly snapshot: null });

/** What a component knows about the delivery of its chat. Without a chat, both are null. */
export type UsedDelivery<ChatId extends string | null = string | null> = ChatId extends string
  ? { readonly chat: DeliveryChat; readonly snapshot: DeliverySnapshot }
  : { readonly chat: null; readonly snapshot: null };

export type { Delivery };

export const nothing = (): void => undefined;

export const commandsOf = (chat: ChatConnection | null): ChatCommands => chat ?? NO_COMMANDS;

const NO_COMMANDS: ChatCommands = {
  send: () => ({ id: 0, status: 'rejected', reason: 'not-wanted' }),
  retry: nothing,
};

/** Holds the chat as the option says; returns the release function. */
export const holdChat = (
  chats: ChatConnections,
  chatId: string,
  hold: NonNullable<UseChatOptions['hold']>,
): (() => void) => (hold === 'none' ? nothing : chats[hold](chatId));
