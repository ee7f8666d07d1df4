/** Which chats there are, and who may enter them. */
export interface ChatPolicy {
  exists(chatId: string): boolean;
  admits(user: string, chatId: string): boolean;
}

/** Chats that answer with a refusal, for trying it: any other id is a chat that everyone may enter. */
export const MISSING_CHAT = 'missing';
export const PRIVATE_CHAT = 'private';

export const OPEN_TO_ALL: ChatPolicy = {
  exists: (chatId) => chatId !== MISSING_CHAT,
  admits: (_user, chatId) => chatId !== PRIVATE_CHAT,
};

export interface Refusal {
  readonly code: 4401 | 4403 | 4404;
  readonly reason: string;
}

const MAX_CHAT_ID_LENGTH = 200;

/** Others are chats that do not exist, whatever the policy: PostgreSQL has no text with U+0000. */
const canBeChatId = (chatId: string) => chatId.length <= MAX_CHAT_ID_LENGTH && !chatId.includes('\0');

/** Why somebody may not enter a chat, or null. */
export function refusalOf(policy: ChatPolicy, user: string | null, chatId: string): Refusal | null {
  if (user === null) return { code: 4401, reason: 'token missing, unknown or expired' };
  if (!canBeChatId(chatId) || !policy.exists(chatId)) return { code: 4404, reason: 'no such chat' };
  if (!policy.admits(user, chatId)) return { code: 4403, reason: 'not admitted to this chat' };
  return null;
}
