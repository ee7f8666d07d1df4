/**
 * Random numbers in [0, 1) for the option `random`; the same seed gives the same numbers on every platform. The algorithm is
 * mulberry32, by Tommy Ettinger. The seed is used as a 32-bit integer.
 */
export function createSeededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Returns these numbers in turn, then starts again from the first. Throws a `RangeError` for a number that is not in [0, 1). */
export function createFixedRandom(first: number, ...others: readonly number[]): () => number {
  const values = [first, ...others];
  if (!values.every((value) => value >= 0 && value < 1)) throw new RangeError('Expected numbers in [0, 1)');
  let index = -1;
  return () => {
    index = (index + 1) % values.length;
    return values[index] ?? first;
  };
}
