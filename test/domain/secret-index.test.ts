import { describe, expect, test } from 'vitest';
import { SecretIndex } from '../../src/domain/secret-index.js';

const indexOf = (...secrets: string[]) => {
  const index = new SecretIndex();
  for (const secret of secrets) index.add(secret);
  return index;
};

describe('SecretIndex', () => {
  test.each([
    ['abcdef', 6],
    ['abcdefg', 7],
    ['abcdefh', 6],
    ['abcdefghijk', 7],
    ['abcdefghijkl', 12],
    ['abcdefghijklmnop', 14],
    ['abcdefghijklmz', 13],
    ['abcdefghijklz', 13],
    ['abcde', 0],
    ['abcdex', 0],
    ['bcdefghijklmn', 0],
  ])('[OB3] finds at %o the longest that is whole, or 12 characters of one', (text, length) => {
    const sorted = ['abcdef', 'abcdefg', 'abcdefghijklmn', 'abcdefghijklz', 'abcdefz'];
    const orders = [sorted, [...sorted].reverse(), ['abcdefghijklz', 'abcdef', 'abcdefz', 'abcdefghijklmn', 'abcdefg']];
    expect(orders.map((order) => indexOf(...order).lengthAt(1, `>${text}`))).toEqual([length, length, length]);
  });

  test('[OB3] knows one that was added twice until it was taken out twice', () => {
    const index = indexOf('abcdef', 'abcdef');
    const found = [0, 1, 2].map((step) => {
      if (step > 0) index.delete('abcdef');
      return index.lengthAt(0, 'abcdef');
    });
    expect(found).toEqual([6, 6, 0]);
  });

  test('[OB3] forgets the one that is taken out, and no other', () => {
    const index = indexOf('abcdef-1', 'abcdef-2', 'abcdef-3', 'ghijkl');
    const found = () => ['abcdef-1', 'abcdef-2', 'abcdef-3', 'ghijkl'].map((text) => index.lengthAt(0, text));
    const steps = [found()];
    for (const secret of ['abcdef-2', 'abcdef-1', 'abcdef-3', 'ghijkl']) {
      index.delete(secret);
      steps.push(found());
    }
    expect(steps).toEqual([
      [8, 8, 8, 6],
      [8, 0, 8, 6],
      [0, 0, 8, 6],
      [0, 0, 0, 6],
      [0, 0, 0, 0],
    ]);
  });
});
