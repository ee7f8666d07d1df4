import { describe, expect, it } from 'vitest';
import { Ring } from '../../src/inspect/ring.js';

describe('a ring', () => {
  it('keeps the latest values, oldest first, and drops the others', () => {
    const ring = new Ring<number>(3);
    const seen = [1, 2, 3, 4, 5, 6, 7].map((value) => {
      ring.add(value);
      return ring.latest(3);
    });
    expect(seen).toEqual([[1], [1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5], [4, 5, 6], [5, 6, 7]]);
    expect([ring.latest(0), ring.latest(2), ring.latest(9)]).toEqual([[], [6, 7], [5, 6, 7]]);
    ring.clear();
    ring.add(8);
    expect(ring.latest(3)).toEqual([8]);
  });
});
