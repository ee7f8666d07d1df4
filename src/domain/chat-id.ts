import { invalidValue } from './invalid-value.js';

/**
 * The chat id as one segment of a URL's path. Throws `TypeError` (`ERR_INVALID_CHAT_ID`) for anything that cannot be one:
 * everything but a string, `''`, `.` and `..` (a URL parser removes them, encoded or not), and lone surrogates.
 */
export function encodeChatId(chatId: unknown): string {
  if (typeof chatId !== 'string' || chatId === '' || chatId === '.' || chatId === '..') {
    throw invalidChatId("a non-empty string other than '.' and '..'", chatId);
  }
  try {
    return encodeURIComponent(chatId);
  } catch {
    throw invalidChatId('a string without lone surrogates', chatId);
  }
}

const invalidChatId = (expected: string, received: unknown) =>
  invalidValue('ERR_INVALID_CHAT_ID', 'A chat id', expected, received);
