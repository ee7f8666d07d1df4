import { expect, test } from 'vitest';
import { describeKind, describeValue } from '../../src/domain/invalid-value.js';

test('[OB3] a kind says nothing of what a string holds, and a value what is harmless', () => {
  expect(['token', 42, null, [1]].map(describeKind)).toEqual(['a string of 5 characters', '42', 'null', 'an array']);
  expect(['token', 'a=b', 42].map(describeValue)).toEqual(['"token"', 'a string of 3 characters', '42']);
});
