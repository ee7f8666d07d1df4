import { describe, expect, test } from 'vitest';
import { chosenSubprotocol, isSubprotocols, listSubprotocols } from '../../src/domain/subprotocols.js';
import { thrownBy, typeError } from './thrown-by.js';

describe('listSubprotocols', () => {
  test.each<[unknown, string[]]>([
    ['chat.v1', ['chat.v1']],
    [
      ['chat.v2', 'chat.v1'],
      ['chat.v2', 'chat.v1'],
    ],
    [[], []],
  ])('[AT3] makes a list of %o', (answer, list) => {
    expect([isSubprotocols(answer), listSubprotocols(answer)]).toEqual([true, list]);
  });

  test.each<[unknown, string]>([
    [undefined, 'undefined'],
    [null, 'null'],
    [12_345_678, 'a number'],
    [12_345_678n, 'a bigint'],
    [{ token: 'hidden-token' }, 'an object'],
    [['chat.v1', undefined], 'an array'],
    [['chat.v1', ['hidden-token']], 'an array'],
    [new Set(['hidden-token']), 'an object'],
  ])('[AT6, OB3] refuses %o without telling it', (answer, kind) => {
    const message = `The subprotocols must be a string or an array of strings; received ${kind}`;
    expect([isSubprotocols(answer), thrownBy(() => listSubprotocols(answer))]).toEqual([
      false,
      typeError('ERR_INVALID_PROTOCOLS', message),
    ]);
  });
});

const LONGEST_NAME = 'n'.repeat(32);
const TOKEN = 't'.repeat(33);

test.each<[string | null | undefined, boolean, string | null]>([
  [undefined, false, null],
  [null, false, null],
  ['', true, null],
  ['chat.v1', true, 'chat.v1'],
  [LONGEST_NAME, true, LONGEST_NAME],
  [TOKEN, true, '[redacted]'],
  [TOKEN, false, TOKEN],
])('[OB3] of the chosen subprotocol %o (answered by a function: %o) %o is shown', (protocol, isAnswered, shown) => {
  expect(chosenSubprotocol(protocol, isAnswered)).toBe(shown);
});
