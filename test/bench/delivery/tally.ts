/** What became of numbered messages: none of these is wanted. */
export interface Tally {
  /** Never came. */
  readonly lost: number;
  /** Came once more. */
  readonly doubled: number;
  /** Came for the first time after one with a higher number. */
  readonly outOfOrder: number;
}

/** @param came the numbers of what came, in the order in which it came */
export const tallyOf = (expected: readonly number[], came: readonly number[]): Tally => {
  const firsts = new Set<number>();
  let highest = Number.NEGATIVE_INFINITY;
  let outOfOrder = 0;
  for (const number of came) {
    if (!firsts.has(number) && number < highest) outOfOrder += 1;
    firsts.add(number);
    highest = Math.max(highest, number);
  }
  return {
    lost: expected.filter((number) => !firsts.has(number)).length,
    doubled: came.length - firsts.size,
    outOfOrder,
  };
};

export const isFlawless = ({ lost, doubled, outOfOrder }: Tally): boolean => lost + doubled + outOfOrder === 0;
