import { expect, test } from 'vitest';
import { describeKind, describeValue } from '../../src/domain/invalid-value.js';

test.each([
  ['token', 'a string of 5 characters', '"token"'],
  ['a=b', 'a string of 3 characters', 'a string of 3 characters'],
  ['a@b', 'a string of 3 characters', 'a string of 3 characters'],
  ['x'.repeat(60), 'a string of 60 characters', `"${'x'.repeat(60)}"`],
  ['x'.repeat(61), 'a string of 61 characters', 'a string of 61 characters'],
  ['say "\u001b[31m\u009b"', 'a string of 12 characters', '"say \\"\\u001b[31m\\u009b\\""'],
  [42, 'a number', '42'],
  [Number.NaN, 'a number', 'NaN'],
  [42n, 'a bigint', '42'],
  [true, 'a boolean', 'true'],
  [Symbol('token'), 'a symbol', 'a symbol'],
  [null, 'null', 'null'],
  [undefined, 'undefined', 'undefined'],
  [['token'], 'an array', 'an array'],
  [{ toString: () => 'token' }, 'an object', 'an object'],
  [Object.create(null), 'an object', 'an object'],
  [() => 'token', 'a function', 'a function'],
])('[OB3] a kind says nothing of what a value holds, and a value what is harmless (%#)', (value, kind, harmless) => {
  expect([describeKind(value), describeValue(value)]).toEqual([kind, harmless]);
});
