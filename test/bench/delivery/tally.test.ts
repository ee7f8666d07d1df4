import { describe, expect, it } from 'vitest';
import { isFlawless, tallyOf } from './tally.js';

describe('the tally of what was delivered', () => {
  it.each([
    ['all came', [1, 2, 3, 4], { lost: 0, doubled: 0, outOfOrder: 0 }],
    ['some never came', [1, 4], { lost: 2, doubled: 0, outOfOrder: 0 }],
    ['none came', [], { lost: 4, doubled: 0, outOfOrder: 0 }],
    ['one came twice, one three times', [1, 2, 1, 3, 3, 3, 4], { lost: 0, doubled: 3, outOfOrder: 0 }],
    ['a repetition of an older one is no other order', [1, 2, 3, 1, 4], { lost: 0, doubled: 1, outOfOrder: 0 }],
    ['two came late', [3, 1, 2, 4], { lost: 0, doubled: 0, outOfOrder: 2 }],
  ])('%s', (_, came, tally) => {
    expect(tallyOf([1, 2, 3, 4], came)).toEqual(tally);
  });

  it('is flawless only without any of the three', () => {
    const none = { lost: 0, doubled: 0, outOfOrder: 0 };
    expect(isFlawless(none)).toBe(true);
    for (const name of ['lost', 'doubled', 'outOfOrder'] as const)
      expect(isFlawless({ ...none, [name]: 1 })).toBe(false);
  });
});
