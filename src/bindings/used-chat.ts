import type { ChatConnection, ChatConnections, ConnectionSnapshot, SendableData, SendReceipt } from '../index.js';

/** The options of `useChatConnection`. */
export interface UseChatOptions {
  /**
   * What the component does with the chat while it lives. `select`, the default: it is the active chat, and the one before
   * is released; of several components that select, the last one wins. `retain`: it is held beside the selected one, for
   * a second pane. `none`: it is only looked at.
   */
  readonly hold?: 'select' | 'retain' | 'none' | undefined;
}

/** Go to the chat that is used when they are called. Bound. */
export interface ChatCommands {
  /** As that of the handle. Without a chat it is refused: `not-wanted`, under the id 0, which no message has. */
  send(data: SendableData): SendReceipt;
  /** As that of the handle. Without a chat it does nothing. */
  retry(): void;
}

/** What a component knows of the chat that it uses, and can do with it; `chat` and `snapshot` are null without one. */
export type UsedChat<ChatId extends string | null = string | null> = ChatCommands &
  (ChatId extends string
    ? { readonly chat: ChatConnection; readonly snapshot: ConnectionSnapshot }
    : { readonly chat: null; readonly snapshot: null });

export const nothing = (): void => undefined;

export const commandsOf = (chat: ChatConnection | null): ChatCommands => chat ?? NO_COMMANDS;

const NO_COMMANDS: ChatCommands = {
  send: () => ({ id: 0, status: 'rejected', reason: 'not-wanted' }),
  retry: nothing,
};

/** Holds the chat as the component wants it; returns its release. */
export const holdChat = (
  chats: ChatConnections,
  chatId: string,
  hold: NonNullable<UseChatOptions['hold']>,
): (() => void) => (hold === 'none' ? nothing : chats[hold](chatId));
