import { describe, expect, test } from 'vitest';
import { classifyClose, type Verdict } from '../../src/domain/close-codes.js';

const verdictOf = (code: number, reason = '') => classifyClose({ code, reason, wasClean: true });
const unnamed = { retryAfterMs: null };

const TABLE: readonly (readonly [code: number, verdict: Verdict])[] = [
  [0, 'retry'],
  [999, 'retry'],
  [1000, 'retry'],
  [1001, 'retry'],
  [1002, 'retry-twice'],
  [1003, 'retry'],
  [1004, 'retry'],
  [1005, 'retry'],
  [1006, 'retry'],
  [1007, 'retry'],
  [1008, 'refresh'],
  [1009, 'retry'],
  [1010, 'fatal'],
  [1011, 'retry'],
  [1012, 'retry'],
  [1013, unnamed],
  [1014, 'retry'],
  [1015, 'retry'],
  [3000, 'retry'],
  [4000, 'retry'],
  [4400, 'fatal'],
  [4401, 'refresh'],
  [4402, 'retry'],
  [4403, 'fatal'],
  [4404, 'fatal'],
  [4405, 'retry'],
  [4408, 'retry'],
  [4409, 'fatal'],
  [4410, 'fatal'],
  [4429, unnamed],
  [4500, 'retry'],
  [4503, unnamed],
  [4999, 'retry'],
  [5000, 'retry'],
];

describe('classifyClose', () => {
  test.each(TABLE)('[RE5] %i is %o', (code, verdict) => {
    expect(verdictOf(code)).toEqual(verdict);
  });

  test('[RE5] judges a close that was not clean alike', () => {
    expect(classifyClose({ code: 4404, reason: '', wasClean: false })).toBe('fatal');
  });

  test.each([
    ['retry-after=5', 5_000],
    ['retry-after=0', 0],
    ['overloaded; retry-after=120', 120_000],
    ['Retry-After=7, please.', 7_000],
    ['come back later (retry-after=30).', 30_000],
    ['retry-after=9.', 9_000],
  ])('[RE5] reads the delay that %o names', (reason, retryAfterMs) => {
    expect([1013, 4429, 4503].map((code) => verdictOf(code, reason))).toEqual([
      { retryAfterMs },
      { retryAfterMs },
      { retryAfterMs },
    ]);
  });

  test.each([
    '',
    'overloaded',
    'retry-after',
    'retry-after=',
    'retry-after=soon',
    'retry-after=NaN',
    'retry-after=Infinity',
    'retry-after=-5',
    'retry-after=+5',
    'retry-after=1.5',
    'retry-after=15.25',
    'retry-after=5s',
    'retry-after=0x10',
    'retry-after=1e3',
    'retry-after= 5',
    'no-retry-after=5',
  ])('[RE5] takes %o to name no delay', (reason) => {
    expect(verdictOf(1013, reason)).toEqual({ retryAfterMs: null });
  });

  test('[RE5] does not let a reason delay a code that is not about load', () => {
    expect([1006, 1012, 4000].map((code) => verdictOf(code, 'retry-after=5'))).toEqual(['retry', 'retry', 'retry']);
  });
});
