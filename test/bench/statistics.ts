import type { Spread } from './row.js';

/** Of at least one figure. */
export const spreadOf = (figures: readonly number[]): Spread => {
  const sorted = [...figures].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), low: quantile(sorted, 0.25), high: quantile(sorted, 0.75) };
};

/** Each round's figure by the same round's of another subject: what else the machine did meanwhile cancels out. */
export const ratiosOf = (figures: readonly number[], bases: readonly number[]): Spread =>
  spreadOf(figures.map((figure, round) => figure / (bases[round] ?? Number.NaN)));

/** Between the two nearest, linearly. */
const quantile = (sorted: readonly number[], share: number): number => {
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
};
