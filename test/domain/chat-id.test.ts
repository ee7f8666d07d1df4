import { describe, expect, test } from 'vitest';
import { encodeChatId } from '../../src/domain/chat-id.js';
import { thrownBy, typeError } from './thrown-by.js';

const refused = (message: string) => typeError('ERR_INVALID_CHAT_ID', message);

describe('encodeChatId', () => {
  test.each([
    ['42', '42'],
    ['a/b?c#d', 'a%2Fb%3Fc%23d'],
    ['%2e%2e', '%252e%252e'],
    ['...', '...'],
    [' ', '%20'],
    ['été 🚀', '%C3%A9t%C3%A9%20%F0%9F%9A%80'],
    ['\u0000', '%00'],
  ])('[SE1] encodes %o as one path segment', (chatId, encoded) => {
    expect([encodeChatId(chatId), new URL(`ws://h/a/${encoded}/ws`).pathname]).toEqual([encoded, `/a/${encoded}/ws`]);
  });

  test.each([
    ['', '""'],
    ['.', '"."'],
    ['..', '".."'],
    [42, '42'],
    [null, 'null'],
    [undefined, 'undefined'],
    [['42'], 'an array'],
    [{ toString: () => '42' }, 'an object'],
    [() => '42', 'a function'],
    [Symbol('42'), 'a symbol'],
  ])('[SE1] refuses %o', (chatId, described) => {
    expect(thrownBy(() => encodeChatId(chatId))).toEqual(
      refused(`A chat id must be a non-empty string other than '.' and '..'; received ${described}`),
    );
  });

  test.each(['\ud800', 'a\udc00b', '\udc00\ud800'])('[SE1] refuses the lone surrogate in %j', (chatId) => {
    expect(thrownBy(() => encodeChatId(chatId))).toEqual(
      refused(`A chat id must be a string without lone surrogates; received ${JSON.stringify(chatId)}`),
    );
  });
});
