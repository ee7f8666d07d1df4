import { describe, expect, test } from 'vitest';
import { backoffDelay, DEFAULT_BACKOFF } from '../../src/domain/backoff.js';
import { createSeededRandom } from '../../src/testing/index.js';

const CLIENTS = 10_000;
const AWAY_S = 120;
const ACCEPTED_A_SECOND = 500;
const MAX_ATTEMPTS = 10;
const THROTTLE_MS = 2_000;

/**
 * All clients lose their connection at once; the gateway is away, then takes so many a second and refuses the others.
 * The part that spends its attempts in vain. Delays are raised to the throttle's rest, hence never within one second.
 */
const runOut = (delayMs: (attempt: number) => number): number => {
  const bySecond = new Map<number, { at: number; attempt: number }[]>();
  const schedule = (lostAt: number, attempt: number, minimumMs: number) => {
    const at = lostAt + Math.max(delayMs(attempt), minimumMs);
    const second = Math.floor(at / 1_000);
    const others = bySecond.get(second);
    if (others) others.push({ at, attempt });
    else bySecond.set(second, [{ at, attempt }]);
  };
  for (let client = 0; client < CLIENTS; client += 1) schedule(0, 1, 0);
  let exhausted = 0;
  for (let second = 0; bySecond.size > 0; second += 1) {
    const attempts = (bySecond.get(second) ?? []).sort((one, other) => one.at - other.at);
    bySecond.delete(second);
    const refused = second < AWAY_S ? attempts : attempts.slice(ACCEPTED_A_SECOND);
    for (const { at, attempt } of refused) {
      if (attempt === MAX_ATTEMPTS) exhausted += 1;
      else schedule(at, attempt + 1, THROTTLE_MS);
    }
  }
  return exhausted / CLIENTS;
};

describe('10,000 clients and a gateway that is away for 120 s and takes 500 a second', () => {
  test.each([1, 2, 3])('[RE2] fault 25: fewer than one in a hundred run out of attempts (seed %i)', (seed) => {
    const random = createSeededRandom(seed);
    expect(runOut((attempt) => backoffDelay(attempt, random, DEFAULT_BACKOFF))).toBeLessThan(0.01);
  });

  test('[RE2] fault 25: with full jitter most of them would', () => {
    const random = createSeededRandom(1);
    const ceilingMs = (attempt: number) => Math.min(DEFAULT_BACKOFF.maxMs, DEFAULT_BACKOFF.baseMs * 2 ** (attempt - 1));
    expect(runOut((attempt) => random() * ceilingMs(attempt))).toBeGreaterThan(0.5);
  });
});
