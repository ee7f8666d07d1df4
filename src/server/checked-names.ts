import { byteLengthOf } from '../domain/byte-length.js';
import { encodeChatId } from '../domain/chat-id.js';
import { invalidValue } from '../domain/invalid-value.js';

/** PostgreSQL takes payloads of NOTIFY below 8,000 bytes, and rows of an index below 2,704. */
const MAX_BYTES = 1_000;
/** PostgreSQL takes no NUL in a text, and nobody takes half a character. */
const NOT_KEPT = /[\0\p{Cs}]/u;

const KEPT = `a text of at most ${MAX_BYTES} bytes without U+0000 and lone surrogates`;

/** Whether every store can keep this as the name of a chat or a user. */
export const canBeKept = (name: string): boolean =>
  name !== '' && byteLengthOf(name) <= MAX_BYTES && !NOT_KEPT.test(name);

/** Throws `TypeError` (`ERR_INVALID_CHAT_ID`) for what is no chat id, and for one that a store cannot keep. */
export function checkChatId(chatId: string): void {
  encodeChatId(chatId);
  if (!canBeKept(chatId)) throw invalidValue('ERR_INVALID_CHAT_ID', 'A chat id', KEPT, chatId);
}

/** Throws `TypeError` (`ERR_INVALID_USER`) for what is no name of a user. */
export function checkUser(user: unknown): void {
  if (typeof user !== 'string' || user === '')
    throw invalidValue('ERR_INVALID_USER', 'A user', 'a non-empty string, or left out with authenticate', user);
  if (!canBeKept(user)) throw invalidValue('ERR_INVALID_USER', 'A user', KEPT, user);
}
