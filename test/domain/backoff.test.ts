import { describe, expect, test } from 'vitest';
import { type BackoffOptions, backoffDelay, DEFAULT_BACKOFF, holdOffDelay } from '../../src/domain/backoff.js';

const lowest = () => 0;
/** The largest value below 1. */
const highest = () => 1 - Number.EPSILON / 2;

/** Evenly spaced in [0, 1): the mean of a uniform delay without chance. */
function evenly(count: number): () => number {
  let drawn = 0;
  return () => (drawn++ % count) / count + 0.5 / count;
}

function meanOf(attempt: number, options: BackoffOptions = DEFAULT_BACKOFF): number {
  const count = 1_000;
  const random = evenly(count);
  let sum = 0;
  for (let draw = 0; draw < count; draw += 1) sum += backoffDelay(attempt, random, options);
  return sum / count;
}

describe('backoffDelay', () => {
  test('[RE2] spreads each delay over its range', () => {
    const ranges = Array.from({ length: 11 }, (_, index) => [
      backoffDelay(index + 1, lowest, DEFAULT_BACKOFF),
      Math.round(backoffDelay(index + 1, highest, DEFAULT_BACKOFF)),
    ]);
    const settled = Array.from({ length: 7 }, () => [15_000, 30_000]);
    expect(ranges).toEqual([[0, 3_000], [2_000, 4_000], [4_000, 8_000], [8_000, 16_000], ...settled]);
  });

  test('[RE2] keeps the upper bound out of the range', () => {
    const delays = [1, 2, 3, 4, 5].map((attempt) => backoffDelay(attempt, () => 0.999_999, DEFAULT_BACKOFF));
    const bounds = [3_000, 4_000, 8_000, 16_000, 30_000];
    expect(bounds.map((boundMs, index) => Number(delays[index]) < boundMs)).toEqual(bounds.map(() => true));
  });

  test('[RE2] is uniform: its mean is the middle of its range', () => {
    const means = [1, 2, 3, 4, 5].map((attempt) => Math.round(meanOf(attempt)));
    expect(means).toEqual([1_500, 3_000, 6_000, 12_000, 22_500]);
  });

  test('[RE2] takes its bounds from the options', () => {
    const options = { firstMs: 10, baseMs: 100, maxMs: 250 };
    expect([1, 2, 3].map((attempt) => backoffDelay(attempt, () => 0.5, options))).toEqual([5, 150, 187.5]);
  });

  test('[RE2] stays finite for as many attempts as there may be', () => {
    const attempts = [64, 1_025, 1e9, Number.MAX_SAFE_INTEGER];
    expect(attempts.map((attempt) => backoffDelay(attempt, lowest, DEFAULT_BACKOFF))).toEqual(
      attempts.map(() => 15_000),
    );
    expect(backoffDelay(1e9, lowest, { firstMs: 0, baseMs: 0, maxMs: 30_000 })).toBe(0);
  });

  test('[PL1] treats the delay after a failure that counted none as the first', () => {
    expect(backoffDelay(0, () => 0.5, DEFAULT_BACKOFF)).toBe(1_500);
  });
});

describe('holdOffDelay', () => {
  test.each([
    ['the named delay, shorter than the backoff', 5_000, 20_000, 5_000],
    ['the named delay, longer than the backoff', 60_000, 2_000, 60_000],
    ['a named delay of zero', 0, 20_000, 0],
    ['15 s when none is named and the backoff is shorter', null, 2_000, 15_000],
    ['the backoff when none is named and it is longer', null, 28_000, 28_000],
    ['an hour at most', 7_200_000, 2_000, 3_600_000],
    ['an hour when for ever is named', Number.POSITIVE_INFINITY, 2_000, 3_600_000],
    ['15 s for a named delay that is no number', Number.NaN, 2_000, 15_000],
    ['15 s for a negative named delay', -1, 2_000, 15_000],
  ])('[RE5] is %s', (_, namedMs, backoffMs, expected) => {
    expect(holdOffDelay(namedMs, backoffMs, lowest)).toBe(expected);
  });

  test('[RE5] adds up to a tenth, to the capped delay too', () => {
    expect([holdOffDelay(10_000, 0, () => 0.5), Math.round(holdOffDelay(1e9, 0, highest))]).toEqual([
      10_500, 3_960_000,
    ]);
  });
});
