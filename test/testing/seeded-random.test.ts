import { describe, expect, test } from 'vitest';
import { createFixedRandom, createSeededRandom } from '../../src/testing/index.js';

const take = (random: () => number, count: number): number[] => Array.from({ length: count }, random);

describe('seeded randomness', () => {
  test('is mulberry32: the same on every platform', () => {
    expect(take(createSeededRandom(0), 3).map((value) => value * 2 ** 32)).toEqual([1144304738, 1416247, 958946056]);
  });

  test('repeats itself for the same seed, and only for that', () => {
    expect(take(createSeededRandom(7), 100)).toEqual(take(createSeededRandom(7), 100));
    expect(take(createSeededRandom(8), 100)).not.toEqual(take(createSeededRandom(7), 100));
  });

  test('fills [0, 1) evenly', () => {
    const tenths = new Map<number, number>();
    for (const value of take(createSeededRandom(1), 100_000)) {
      const tenth = Math.floor(value * 10);
      tenths.set(tenth, (tenths.get(tenth) ?? 0) + 1);
    }
    expect([...tenths.keys()].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const count of tenths.values()) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });
});

describe('fixed randomness', () => {
  test('gives the numbers in turn, and starts again', () => {
    expect(take(createFixedRandom(0.25, 0, 0.75), 5)).toEqual([0.25, 0, 0.75, 0.25, 0]);
  });

  test.each([1, -0.1, Number.NaN])('refuses %d', (value) => {
    expect(() => createFixedRandom(0, value)).toThrow(new RangeError('Expected numbers in [0, 1)'));
  });
});
