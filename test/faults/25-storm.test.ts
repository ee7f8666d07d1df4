import { describe, expect, test } from 'vitest';
import { backoffDelay, DEFAULT_BACKOFF } from '../../src/domain/backoff.js';
import { createSeededRandom } from '../../src/testing/index.js';
import { storm } from '../support/storm.js';

const maxAttempts = 10;

describe('10,000 clients and a gateway that is away for 120 s and takes 500 a second', () => {
  test.each([1, 2, 3])('[RE2] fault 25: fewer than one in a hundred run out of attempts (seed %i)', (seed) => {
    const random = createSeededRandom(seed);
    const delayMs = (attempt: number) => backoffDelay(attempt, random, DEFAULT_BACKOFF);
    expect(storm({ delayMs, maxAttempts }).exhausted).toBeLessThan(0.01);
  });

  test('[RE2] fault 25: with full jitter most of them would', () => {
    const random = createSeededRandom(1);
    const ceilingMs = (attempt: number) => Math.min(DEFAULT_BACKOFF.maxMs, DEFAULT_BACKOFF.baseMs * 2 ** (attempt - 1));
    expect(storm({ delayMs: (attempt) => random() * ceilingMs(attempt), maxAttempts }).exhausted).toBeGreaterThan(0.5);
  });
});
